internal import Failures

/// PNG with a palette of 8 bits: the smallest and the quickest, and exact, as pictures have at most 256 colours.
struct IndexedPNGEncoder: PictureEncoder {
    let mediaType: String

    var keepsTransparency: Bool { true }

    func bytes(width: Int, height: Int) -> Int {
        // The compressed form, and the answer's copy of it.
        2 * (width + 1) * height + 4096
    }

    func encode(
        _ canvas: IndexedCanvas,
        colours: PictureColours,
        on bench: EncoderBench
    ) throws(Failure) -> UnsafeRawBufferPointer {
        guard let deflater = bench.deflater else { throw .busy }
        let scanlines = canvas.scanlines
        let png = PNGFile(bench.file, pixels: deflater.bound(scanlines.count))
        png.appendHeader(width: canvas.width, height: canvas.height, .palette)
        // Nothing drawn needs no colours but the background's.
        let count = canvas.isBlank ? 1 : 256
        png.appendColours(colours.colours.prefix(count), opacities: colours.opacities.prefix(count))
        try png.appendPixels(scanlines, deflater)
        return png.end()
    }
}
