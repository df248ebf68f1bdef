package import Cube
package import Failures

/// A format of files for pictures.
///
/// What it needs from picture to picture lies in the bench that it is given.
package protocol PictureEncoder: Sendable {
    /// As the capabilities name it, and as an answer's Content-Type.
    var mediaType: String { get }
    /// Other spellings that clients use, without spaces.
    var aliases: [String] { get }
    /// False for a format whose pictures are always opaque.
    var keepsTransparency: Bool { get }

    /// Bytes that encoding an indexed picture takes at most beside the picture itself: working memory and the file.
    func bytes(width: Int, height: Int) -> Int

    /// The same of a picture of true colours.
    func bytes(ofTrueColours width: Int, height: Int) -> Int

    /// The picture as a file, on the bench; the bytes are valid until its next picture.
    ///
    /// - Throws: `Failure.busy` without memory, `Failure.defect` if the encoder refuses.
    func encode(
        _ canvas: IndexedCanvas,
        colours: PictureColours,
        on bench: EncoderBench
    ) throws(Failure) -> UnsafeRawBufferPointer

    /// The same of a picture of true colours.
    func encode(_ pixels: TrueColours, on bench: EncoderBench) throws(Failure) -> UnsafeRawBufferPointer
}

/// The pixels of a picture of true colours: bytes of red, green, blue and alpha, line by line; opaque where the format is.
package struct TrueColours {
    let bytes: UnsafeRawBufferPointer
    let width: Int
    let height: Int
}

extension PictureEncoder {
    package var aliases: [String] { [] }

    /// By which rules of access name it: the media type without its parameters.
    package var formatName: String { String(mediaType.prefix { $0 != ";" }) }
}

/// What the encoders of one picture after the other share: the memory of files, and a compressor.
package final class EncoderBench {
    let file = PictureFile()
    let deflater = Deflater()

    /// A canvas as a file of at most `most` bytes that a library writes in one go.
    ///
    /// `write` returns the file's bytes, 0 when the library refuses.
    ///
    /// - Throws: `Failure.defect` then.
    func file(
        of canvas: IndexedCanvas,
        most: Int,
        _ write: (LibraryPicture) -> Int
    ) throws(Failure) -> UnsafeRawBufferPointer {
        let size = (width: canvas.width, height: canvas.height)
        return try file(most: most) { room in
            canvas.withPixels { write(LibraryPicture(pixels: $0, stride: $1, size: size, room: room)) }
        }
    }

    /// The same of a picture of true colours.
    func file(
        of pixels: TrueColours,
        most: Int,
        _ write: (LibraryPicture) -> Int
    ) throws(Failure) -> UnsafeRawBufferPointer {
        let start = pixels.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let (stride, size) = (4 * pixels.width, (width: pixels.width, height: pixels.height))
        return try file(most: most) { room in
            write(LibraryPicture(pixels: start, stride: stride, size: size, room: room))
        }
    }

    private func file(
        most: Int,
        _ write: (UnsafeMutableRawBufferPointer) -> Int
    ) throws(Failure) -> UnsafeRawBufferPointer {
        file.begin(most: most)
        let written = file.fill(behind: 0, write)
        guard written > 0 else { throw .defect }
        file.take(written)
        return file.bytes
    }
}

/// A picture as libraries take it, with the room for the file that they make of it; for the time of one call.
struct LibraryPicture {
    /// The first pixel of the first line: each an index into the palette, or four bytes without one.
    let pixels: UnsafePointer<UInt8>?
    /// Bytes from one line to the next.
    let stride: Int
    let width: UInt32
    let height: UInt32
    let file: UnsafeMutablePointer<UInt8>?
    /// Bytes at `file`.
    let room: Int

    fileprivate init(
        pixels: UnsafePointer<UInt8>?,
        stride: Int,
        size: (width: Int, height: Int),
        room: UnsafeMutableRawBufferPointer
    ) {
        (self.pixels, self.stride) = (pixels, stride)
        (width, height) = (UInt32(clamping: size.width), UInt32(clamping: size.height))
        file = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        self.room = room.count
    }
}

/// The formats on offer, in the order of the capabilities: the first is what clients get that name none.
package enum PictureEncoders {
    package static let standard: any PictureEncoder = IndexedPNGEncoder(mediaType: "image/png")
    package static let all: [any PictureEncoder] = [
        standard, IndexedPNGEncoder(mediaType: "image/png; mode=8bit", isAlwaysIndexed: true),
        TrueColourPNGEncoder(),
        JPEGEncoder(),
        WebPEncoder(),
    ]

    /// Those in which a dataset's values may be handed over.
    package static func offered(of dataset: Dataset) -> [any PictureEncoder] {
        all.filter { dataset.policy.allows(format: $0.formatName) }
    }

    /// The encoder of a media type; spaces in its parameters do not count: clients write `image/png;mode=8bit` too.
    package static func named(_ text: String) -> (any PictureEncoder)? {
        let wanted = text.filter { $0 != " " }
        return all.first { $0.mediaType.filter { $0 != " " } == wanted || $0.aliases.contains(wanted) }
    }
}
