import TestSupport
import Testing
import Zarr

@testable import Maps

/// Our PNG files against libpng, and the kernels against plain arithmetic.
struct PictureTests {
    @Test(arguments: [(1, 1), (8, 5), (256, 256), (1000, 3), (3, 1000)])
    func libpngReadsWhatWasWritten(width: Int, height: Int) throws {
        let colours = PictureColours(
            palettes: [.viridis],
            background: Colour(0x102030),
            isTransparent: false
        )
        let file = try RenderContext.makePicture(width: width, height: height) { rendering in
            for row in 0..<height {
                for column in 0..<width {
                    rendering.canvas.set(
                        column: column,
                        row: row,
                        to: UInt8(truncatingIfNeeded: (column * 7 + row * 13) % 251)
                    )
                }
            }
            return try Array(rendering.encode(colours))
        }
        let picture = try #require(DecodedPNG(file))
        try #require(picture.width == width && picture.height == height)
        var differences = 0
        for row in 0..<height {
            for column in 0..<width {
                let colour = colours.colours[(column * 7 + row * 13) % 251]
                let expected = [colour.red, colour.green, colour.blue, 255]
                differences += picture.pixel(column: column, row: row) == expected ? 0 : 1
            }
        }
        #expect(differences == 0)
    }

    @Test(arguments: [true, false])
    func aBlankPictureIsItsBackground(isTransparent: Bool) throws {
        let colours = PictureColours(
            palettes: [.viridis],
            background: Colour(0xFF8000),
            isTransparent: isTransparent
        )
        let file = try RenderContext.makePicture(width: 20, height: 10) { try Array($0.encode(colours)) }
        let picture = try #require(DecodedPNG(file))
        #expect(file.count < 150)
        for pixel in 0..<200 {
            let alpha = picture.rgba[pixel * 4 + 3]
            #expect(alpha == (isTransparent ? 0 : 255))
            if !isTransparent {
                #expect(Array(picture.rgba[(pixel * 4)..<(pixel * 4 + 3)]) == [255, 128, 0])
            }
        }
    }

    @Test func aSecondPictureHasNothingOfTheFirst() throws {
        let colours = PictureColours(palettes: [.viridis], background: .white, isTransparent: true)
        _ = try RenderContext.makePicture(width: 300, height: 300) { rendering in
            for row in 0..<300 { rendering.canvas.set(column: row, row: row, to: 9) }
        }
        let file = try RenderContext.makePicture(width: 40, height: 30) { rendering in
            rendering.canvas.set(column: 0, row: 0, to: 1)
            return try Array(rendering.encode(colours))
        }
        let picture = try #require(DecodedPNG(file))
        #expect((1..<1200).allSatisfy { picture.rgba[$0 * 4 + 3] == 0 })
    }

    @Test(arguments: [(1, 1), (3, 200), (200, 9), (400, 300), (2000, 1500)])
    func messagesStayOnThePicture(width: Int, height: Int) throws {
        let colours = PictureColours(palettes: [], background: .white, isTransparent: false, hasInk: true)
        let message = String(repeating: "LAYERS names nothing that is here. ", count: 40)
        let file = try RenderContext.makePicture(width: width, height: height) { rendering in
            rendering.canvas.writeMessage(message, colours: colours)
            return try Array(rendering.encode(colours))
        }
        let picture = try #require(DecodedPNG(file))
        let dark = (0..<(width * height)).count { picture.rgba[$0 * 4] < 100 }
        #expect(width < 100 || height < 12 || dark > 200)
    }
}
