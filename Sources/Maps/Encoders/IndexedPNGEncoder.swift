internal import Failures

/// PNG with a palette of 8 bits: the smallest and the quickest, and exact for pictures of at most 256 colours.
struct IndexedPNGEncoder: PictureEncoder {
    let mediaType: String
    /// Whether pictures of more colours get the nearest of 256; else they are told with all of theirs.
    var isAlwaysIndexed = false

    var keepsTransparency: Bool { true }

    func bytes(width: Int, height: Int) -> Int {
        // The compressed form, and the answer's copy of it.
        2 * (width + 1) * height + 4096
    }

    func bytes(ofTrueColours width: Int, height: Int) -> Int {
        let indexed = (width + 1) * height + bytes(width: width, height: height)
        return isAlwaysIndexed
            ? indexed : max(indexed, TrueColourPNGEncoder().bytes(ofTrueColours: width, height: height))
    }

    func encode(
        _ canvas: IndexedCanvas,
        colours: PictureColours,
        on bench: EncoderBench
    ) throws(Failure) -> UnsafeRawBufferPointer {
        // Nothing drawn needs no colours but the background's.
        let count = canvas.isBlank ? 1 : 256
        return try Self.file(
            canvas.scanlines,
            width: canvas.width,
            height: canvas.height,
            colours: colours.colours.prefix(count),
            opacities: colours.opacities.prefix(count),
            bench
        )
    }

    func encode(_ pixels: TrueColours, on bench: EncoderBench) throws(Failure) -> UnsafeRawBufferPointer {
        guard let table = ColourTable(pixels, mayReduce: isAlwaysIndexed) else {
            return try TrueColourPNGEncoder().encode(pixels, on: bench)
        }
        let lines = table.scanlines(of: pixels)
        defer { lines.deallocate() }
        return try Self.file(
            UnsafeRawBufferPointer(lines),
            width: pixels.width,
            height: pixels.height,
            colours: table.colours[...],
            opacities: table.opacities[...],
            bench
        )
    }

    /// `scanlines`: lines of indices, each behind its filter byte.
    private static func file(
        _ scanlines: UnsafeRawBufferPointer,
        width: Int,
        height: Int,
        colours: ArraySlice<Colour>,
        opacities: ArraySlice<UInt8>,
        _ bench: EncoderBench
    ) throws(Failure) -> UnsafeRawBufferPointer {
        guard let deflater = bench.deflater else { throw .busy }
        let png = PNGFile(bench.file, pixels: deflater.bound(scanlines.count))
        png.appendHeader(width: width, height: height, .palette)
        png.appendColours(colours, opacities: opacities)
        try png.appendPixels(scanlines, deflater)
        return png.end()
    }
}
