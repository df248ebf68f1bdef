import CWebPLibrary
import TestSupport
import Testing

@testable import Maps

/// One picture in every format, read back by libpng and libwebp.
struct EncoderTests {
    struct Size: Sendable, CustomTestStringConvertible {
        let width: Int
        let height: Int
        var testDescription: String { "\(width) × \(height)" }
    }

    static let sizes = [(1, 1), (8, 5), (256, 256), (1000, 3), (3, 1000)].map {
        Size(width: $0.0, height: $0.1)
    }

    private func file(
        _ size: Size,
        _ type: String,
        isTransparent: Bool = true,
        isBlank: Bool = false
    ) throws -> [UInt8] {
        let colours = PictureColours(
            palettes: [.viridis],
            background: Colour(0x102030),
            isTransparent: isTransparent
        )
        let encoder = try #require(PictureEncoders.named(type))
        return try RenderContext.makePicture(width: size.width, height: size.height) { rendering in
            for pixel in 0..<(size.width * size.height) where !isBlank {
                let index = UInt8(truncatingIfNeeded: (pixel * 7 + pixel / 13) % 251)
                rendering.canvas.set(column: pixel % size.width, row: pixel / size.width, to: index)
            }
            return try Array(rendering.encode(colours, as: encoder))
        }
    }

    /// What the palette says of each pixel, four channels each.
    private func expected(_ size: Size, isTransparent: Bool) -> [UInt8] {
        let colours = Palette.viridis.colours(250)
        return (0..<(size.width * size.height)).flatMap { pixel -> [UInt8] in
            let index = (pixel * 7 + pixel / 13) % 251
            guard index > 0 else { return isTransparent ? [0x10, 0x20, 0x30, 0] : [0x10, 0x20, 0x30, 255] }
            return [colours[index - 1].red, colours[index - 1].green, colours[index - 1].blue, 255]
        }
    }

    /// Clear pixels have no colour that anybody sees.
    private func visible(_ rgba: [UInt8]) -> [UInt8] {
        stride(from: 0, to: rgba.count, by: 4).flatMap { place in
            rgba[place + 3] == 0 ? [0, 0, 0, 0] : Array(rgba[place..<(place + 4)])
        }
    }

    private func webp(_ file: [UInt8]) -> (width: Int, height: Int, rgba: [UInt8])? {
        var (width, height) = (Int32(0), Int32(0))
        guard let pixels = WebPDecodeRGBA(file, file.count, &width, &height) else { return nil }
        defer { WebPFree(pixels) }
        let rgba = Array(UnsafeBufferPointer(start: pixels, count: Int(width) * Int(height) * 4))
        return (Int(width), Int(height), rgba)
    }

    @Test(arguments: sizes, [true, false])
    func trueColourIsWhatThePaletteSays(size: Size, isTransparent: Bool) throws {
        let file = try file(size, "image/png; mode=32bit", isTransparent: isTransparent)
        // Bit depth 8, colour type 6.
        #expect(Array(file[24..<26]) == [8, 6])
        let picture = try #require(DecodedPNG(file))
        #expect(picture.width == size.width && picture.height == size.height)
        #expect(visible(picture.rgba) == visible(expected(size, isTransparent: isTransparent)))
    }

    @Test(arguments: sizes, [true, false])
    func webPLosesNothing(size: Size, isTransparent: Bool) throws {
        let picture = try #require(webp(file(size, "image/webp", isTransparent: isTransparent)))
        #expect(picture.width == size.width && picture.height == size.height)
        #expect(visible(picture.rgba) == visible(expected(size, isTransparent: isTransparent)))
    }

    /// Its pixels are held against Pillow's in the tests with clients.
    @Test(arguments: sizes)
    func jpegSaysItsSize(size: Size) throws {
        let file = try file(size, "image/jpeg")
        #expect(Array(file.prefix(2)) == [0xFF, 0xD8] && Array(file.suffix(2)) == [0xFF, 0xD9])
        // SOF0: marker, length, precision 8, height, width, 3 components of 1 × 1 samples each (ITU T.81, B.2.2).
        let start = try #require(file.indices.dropLast(20).first { file[$0] == 0xFF && file[$0 + 1] == 0xC0 })
        #expect(Int(file[start + 5]) << 8 | Int(file[start + 6]) == size.height)
        #expect(Int(file[start + 7]) << 8 | Int(file[start + 8]) == size.width)
        #expect(file[start + 9] == 3 && [11, 14, 17].allSatisfy { file[start + $0] == 0x11 })
    }

    @Test(arguments: PictureEncoders.all.map(\.mediaType))
    func aBlankPictureIsSmall(type: String) throws {
        #expect(try file(Size(width: 256, height: 256), type, isBlank: true).count < 3000)
    }

    @Test(arguments: PictureEncoders.all.map(\.mediaType))
    func thePromiseOfMemoryHolds(type: String) throws {
        let size = Size(width: 300, height: 200)
        let encoder = try #require(PictureEncoders.named(type))
        #expect(try file(size, type).count <= encoder.bytes(width: size.width, height: size.height))
    }

    @Test(arguments: [
        ("image/png;mode=32bit", "image/png; mode=32bit"), ("image/jpg", "image/jpeg"),
        ("image/webp", "image/webp"),
        ("image/png", "image/png"), ("image/png;  mode=8bit", "image/png; mode=8bit"), ("image/gif", nil),
        ("IMAGE/PNG", nil), ("", nil),
    ])
    func formatsHaveNames(name: String, type: String?) {
        #expect(PictureEncoders.named(name)?.mediaType == type)
    }
}
