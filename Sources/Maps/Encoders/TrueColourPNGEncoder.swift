internal import Failures

/// PNG with red, green, blue and alpha for each pixel: for clients that do not take palettes.
struct TrueColourPNGEncoder: PictureEncoder {
    var mediaType: String { "image/png; mode=32bit" }
    var keepsTransparency: Bool { true }

    func bytes(width: Int, height: Int) -> Int {
        // The pixels spelled out, their compressed form, and the answer's copy of it.
        3 * (4 * width + 1) * height + 4096
    }

    func bytes(ofTrueColours width: Int, height: Int) -> Int { bytes(width: width, height: height) }

    func encode(
        _ canvas: IndexedCanvas,
        colours: PictureColours,
        on bench: EncoderBench
    ) throws(Failure) -> UnsafeRawBufferPointer {
        let palette = PackedColours.redGreenBlueAlpha(colours)
        return try Self.file(width: canvas.width, height: canvas.height, bench) { scanlines, stride in
            Self.spellOut(canvas, palette, into: scanlines, stride: stride)
        }
    }

    func encode(_ pixels: TrueColours, on bench: EncoderBench) throws(Failure) -> UnsafeRawBufferPointer {
        let bytes = 4 * pixels.width
        return try Self.file(width: pixels.width, height: pixels.height, bench) { scanlines, stride in
            for row in 0..<pixels.height {
                let line = UnsafeRawBufferPointer(rebasing: pixels.bytes[row * bytes..<(row + 1) * bytes])
                scanlines[row * stride] = 0
                UnsafeMutableRawBufferPointer(rebasing: scanlines[(row * stride + 1)...]).copyMemory(
                    from: line
                )
            }
        }
    }

    /// The file of the lines that `write` writes, each so many bytes behind the one before and behind a filter byte.
    private static func file(
        width: Int,
        height: Int,
        _ bench: EncoderBench,
        _ write: (UnsafeMutableRawBufferPointer, Int) -> Void
    ) throws(Failure) -> UnsafeRawBufferPointer {
        guard let deflater = bench.deflater else { throw .busy }
        let stride = 4 * width + 1
        let scanlines = UnsafeMutableRawBufferPointer.allocate(byteCount: stride * height, alignment: 16)
        defer { scanlines.deallocate() }
        write(scanlines, stride)
        let png = PNGFile(bench.file, pixels: deflater.bound(scanlines.count))
        png.appendHeader(width: width, height: height, .redGreenBlueAlpha)
        try png.appendPixels(UnsafeRawBufferPointer(scanlines), deflater)
        return png.end()
    }

    /// The colour of each pixel as four bytes, each line behind its filter byte.
    private static func spellOut(
        _ canvas: IndexedCanvas,
        _ palette: [UInt32],
        into target: UnsafeMutableRawBufferPointer,
        stride: Int
    ) {
        let (width, source) = (canvas.width, canvas.scanlines)
        palette.withUnsafeBufferPointer { palette in
            for row in 0..<canvas.height {
                let (from, to) = (row * (width + 1) + 1, row * stride)
                target[to] = 0
                for column in 0..<width {
                    // A palette has an entry for each of the 256 indices.
                    let colour = palette[Int(source[from + column])]
                    target.storeBytes(of: colour, toByteOffset: to + 1 + 4 * column, as: UInt32.self)
                }
            }
        }
    }
}
