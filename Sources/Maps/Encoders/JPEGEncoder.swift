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

    func bytes(ofTrueColours width: Int, height: Int) -> Int { bytes(width: width, height: height) }

    func encode(
        _ canvas: IndexedCanvas,
        colours: PictureColours,
        on bench: EncoderBench
    ) throws(Failure) -> UnsafeRawBufferPointer {
        let palette = PackedColours.redGreenBlue(colours)
        return try bench.file(of: canvas, most: Self.maxBytes(canvas.width, canvas.height)) {
            Self.write($0, palette: palette)
        }
    }

    func encode(_ pixels: TrueColours, on bench: EncoderBench) throws(Failure) -> UnsafeRawBufferPointer {
        try bench.file(of: pixels, most: Self.maxBytes(pixels.width, pixels.height)) {
            Self.write($0, palette: nil)
        }
    }

    private static func write(_ picture: LibraryPicture, palette: [UInt8]?) -> Int {
        sluice_jpeg_encode(
            picture.pixels,
            picture.stride,
            picture.width,
            picture.height,
            palette,
            quality,
            picture.file,
            picture.room
        )
    }
}
