internal import CJPEG
internal import Failures

/// JPEG by libjpeg-turbo: what Leaflet and GDAL request by default.
///
/// Always opaque.
///
/// Thread rule of the library: an object belongs to a call, and calls share nothing.
struct JPEGEncoder: PictureEncoder {
    var mediaType: String { "image/jpeg" }
    var aliases: [String] { ["image/jpg"] }
    var keepsTransparency: Bool { false }

    /// Of 100: differences from the picture that are not seen on the edges of colours.
    private static let quality: Int32 = 90

    func bytes(width: Int, height: Int) -> Int {
        Self.maxBytes(width, height) + width * 64 + (1 << 18)
    }

    /// Noise of all colours takes 1.5 bytes a pixel at quality 85, and headers most of a kilobyte.
    private static func maxBytes(_ width: Int, _ height: Int) -> Int { 4 * width * height + (64 << 10) }

    func encode(
        _ canvas: IndexedCanvas,
        colours: PictureColours,
        on bench: EncoderBench
    ) throws(Failure) -> UnsafeRawBufferPointer {
        let palette = PackedColours.redGreenBlue(colours)
        return try bench.file(of: canvas, most: Self.maxBytes(canvas.width, canvas.height)) {
            sluice_jpeg_encode(
                $0.pixels,
                $0.stride,
                $0.width,
                $0.height,
                palette,
                Self.quality,
                $0.file,
                $0.room
            )
        }
    }
}
