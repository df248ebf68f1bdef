internal import Execution
package import Failures

/// What it takes to make one picture at a time: a canvas, a bench for encoders, and the memory of both.
package final class RenderContext {
    package let canvas = IndexedCanvas()
    private let bench = EncoderBench()

    private static let pool = RenderContextPool()

    init() {}

    /// Memory that a picture takes at most: its pixels, and what it takes to make a file of them.
    static func bytes(width: Int, height: Int, as encoder: any PictureEncoder) -> Int {
        (width + 1) * height + encoder.bytes(width: width, height: height)
    }

    /// The same of a picture of true colours, which is drawn beside an indexed one, and another once where it is faded.
    static func bytes(ofShapes width: Int, height: Int, as encoder: any PictureEncoder) -> Int {
        (width + 1) * height + 2 * ShapeCanvas.bytesPerPixel * width * height
            + encoder.bytes(ofTrueColours: width, height: height)
    }

    /// Makes a picture on the calling thread; throws what `body` throws.
    ///
    /// Both sides are at least 1, and the caller has checked their product against the limit on pixels.
    package static func makePicture<Result>(
        width: Int,
        height: Int,
        _ body: (RenderContext) throws -> Result
    ) throws -> Result {
        precondition(width >= 1 && height >= 1)
        let rendering = pool.take()
        rendering.canvas.begin(width: width, height: height)
        defer {
            rendering.canvas.end()
            rendering.bench.file.end()
            pool.giveBack(rendering)
        }
        return try body(rendering)
    }

    /// The canvas as a file; the bytes are valid until the picture's `body` ends.
    ///
    /// - Throws: `Failure.busy` without memory for the encoder, `Failure.defect` if it refuses.
    package func encode(
        _ colours: PictureColours,
        as encoder: any PictureEncoder = PictureEncoders.standard
    ) throws(Failure) -> UnsafeRawBufferPointer {
        try encoder.encode(canvas, colours: colours, on: bench)
    }

    /// Hands the file of a picture of true colours to `body`; nothing is drawn on it any more.
    ///
    /// - Throws: as `encode`, or what `body` throws.
    func withFile(
        of canvas: ShapeCanvas,
        as encoder: any PictureEncoder,
        context: WorkContext,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let size = (canvas.width, canvas.height)
        let result = canvas.withStraightPixels { pixels in
            Result {
                try context.measurements.measure(.render) {
                    try encoder.encode(TrueColours(bytes: pixels, width: size.0, height: size.1), on: bench)
                }
            }
        }
        guard let result else { throw Failure.defect }
        try body(result.get())
    }
}
