package import Failures

/// A format of files for pictures that follow each other.
package protocol AnimationEncoder: Sendable {
    /// As the capabilities name it, and as an answer's Content-Type.
    var mediaType: String { get }
    /// Of each frame before it becomes a part of the animation: one palette for all, or true colours.
    func frames(areOfTrueColours: Bool) -> any PictureEncoder

    /// Bytes that it holds at most beside the frame under way.
    func bytes(frames: Int, width: Int, height: Int) -> Int

    /// Begins a file of some frames, each of which is shown for so many milliseconds.
    ///
    /// - Throws: `busy` without memory.
    func begin(frames: Int, milliseconds: Int) throws(Failure) -> any AnimationFile
}

/// A file under way, of one thread.
package protocol AnimationFile: AnyObject {
    /// Takes the file of the next frame, and returns what of the animation can leave.
    ///
    /// - Throws: `defect` for a frame that does not belong to those before it, or where a library refuses.
    func add(_ frame: UnsafeRawBufferPointer) throws(Failure) -> [UInt8]

    /// The rest of the file.
    func finished() throws(Failure) -> [UInt8]
}

/// The formats of animations on offer.
package enum AnimationEncoders {
    package static let all: [any AnimationEncoder] = [AnimatedPNG(), AnimatedWebP()]

    package static func named(_ text: String) -> (any AnimationEncoder)? {
        all.first { $0.mediaType == text }
    }
}
