internal import CWebP
package import Failures

/// WebP with several frames, put together by libwebpmux from frames without loss.
///
/// Thread rule of the library: an object belongs to one thread at a time.
package struct AnimatedWebP: AnimationEncoder {
    private static let frame = WebPEncoder()

    package var mediaType: String { Self.frame.mediaType }
    package func frames(areOfTrueColours: Bool) -> any PictureEncoder { Self.frame }

    /// All frames are held until the last has come, and once more in the file that is made of them, which is sent as a copy.
    package func bytes(frames: Int, width: Int, height: Int) -> Int {
        3 * frames * WebPEncoder.maxBytes(width, height)
    }

    package func begin(frames: Int, milliseconds: Int) throws(Failure) -> any AnimationFile {
        guard let file = AnimatedWebPFile(milliseconds: milliseconds) else { throw .busy }
        return file
    }
}

private final class AnimatedWebPFile: AnimationFile {
    private let mux: OpaquePointer
    private let milliseconds: Int32

    /// - Returns: nil without memory for it.
    init?(milliseconds: Int) {
        guard let mux = sluice_webp_animation_begin() else { return nil }
        (self.mux, self.milliseconds) = (mux, Int32(clamping: milliseconds))
    }

    deinit { sluice_webp_animation_free(mux) }

    func add(_ frame: UnsafeRawBufferPointer) throws(Failure) -> [UInt8] {
        let bytes = frame.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard sluice_webp_animation_add(mux, bytes, frame.count, milliseconds) == 1 else { throw .defect }
        return []
    }

    func finished() throws(Failure) -> [UInt8] {
        var length = 0
        guard let bytes = sluice_webp_animation_end(mux, &length) else { throw .defect }
        defer { sluice_webp_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: length))
    }
}
