package import Cube
internal import Execution

/// What a thread needs to make one picture at a time: a canvas, a compressor, and the memory of both.
package final class PictureWorkshop {
    package let canvas = IndexedCanvas()
    private let writer = PNGWriter()

    private static let own = ThreadLocal<PictureWorkshop> { PictureWorkshop() }

    private init() {}

    /// Memory that a picture takes at most: its pixels, their compressed form, and the answer's copy of that.
    package static func bytes(width: Int, height: Int) -> Int {
        3 * (width + 1) * height + 4096
    }

    /// Makes a picture on the calling thread, which must not be at another one already; throws what `body` throws.
    ///
    /// Both sides are at least 1, and the caller has checked their product against the limit on pixels.
    package static func makePicture<Result>(
        width: Int,
        height: Int,
        _ body: (PictureWorkshop) throws -> Result
    ) throws -> Result {
        precondition(width >= 1 && height >= 1)
        let workshop = own.value
        workshop.canvas.begin(width: width, height: height)
        defer {
            workshop.canvas.end()
            workshop.writer?.end()
        }
        return try body(workshop)
    }

    /// The canvas as a PNG file; the bytes are valid until the picture's `body` ends.
    ///
    /// - Throws: `Failure.busy` without memory for a compressor, `Failure.defect` if it refuses.
    package func encode(_ colours: PictureColours) throws(Failure) -> UnsafeRawBufferPointer {
        guard let writer else { throw .busy }
        return try writer.encode(canvas, colours: colours)
    }
}
