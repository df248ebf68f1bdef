import TestSupport
import Testing

@testable import Maps

/// Legends of every size and kind: nothing is cut, nothing runs into anything else.
struct LegendTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let content: Legend.Content
        let palette: Palette
        let title: String

        static let all: [Kind] = {
            let ramp = { (low: Double, high: Double, isLog: Bool) -> Legend.Content in
                .ramp(ColourRange(minimum: low, maximum: high, isLogarithmic: isLog) ?? .unit, isTurn: false)
            }
            let turn = Legend.Content.ramp(ColourRange(minimum: 0, span: 360), isTurn: true)
            let names = (0..<60).map { "a category with a long name, number \($0)" }
            return [
                Kind("linear", ramp(230, 315, false), .listed("turbo"), "Air temperature at two metres [K]"),
                Kind("negative", ramp(-1_234_567, 1_234_567, false), .listed("rdbu"), "x"),
                Kind(
                    "narrow",
                    ramp(1013.2501, 1013.2502, false),
                    .viridis,
                    String(repeating: "word ", count: 60)
                ),
                Kind("small", ramp(1e-12, 3e-11, false), .viridis, "Überschrift ° µ 温度 \u{0}\u{7F}\n"),
                Kind("logarithmic", ramp(0.001, 100, true), .listed("magma"), "Chlorophyll [mg m-3]"),
                Kind("cyclic", turn, .twilight, "Direction"),
                Kind("three", .categories(["water", "land", "ice"]), categories(3), "Surface"),
                Kind("sixty", .categories(names), categories(60), "Land cover"),
            ]
        }()

        private static func categories(_ count: Int) -> Palette {
            Palette(categories: Palette.categorical(count), name: "categories")
        }

        private init(_ name: String, _ content: Legend.Content, _ palette: Palette, _ title: String) {
            testDescription = name
            (self.content, self.palette, self.title) = (content, palette, title)
        }
    }

    static let sizes = [
        (1, 1), (20, 20), (27, 300), (28, 28), (30, 60), (60, 30), (40, 40), (45, 200), (60, 220), (80, 600),
        (600, 80), (1024, 28), (200, 400), (140, 280), (300, 100), (1024, 1024),
    ]

    private func picture(
        _ kind: Kind,
        _ size: (Int, Int),
        isTransparent: Bool = false,
        isBarOnly: Bool = false,
        isVertical: Bool? = nil
    ) throws -> DecodedPNG {
        let legend = Legend(
            palette: kind.palette,
            content: kind.content,
            title: kind.title,
            size: (size.0, size.1),
            isBarOnly: isBarOnly,
            isVertical: isVertical
        )
        let file = try RenderContext.makePicture(width: size.0, height: size.1) { rendering in
            let colours = legend.colours(isTransparent: isTransparent)
            legend.draw(on: rendering.canvas, colours: colours)
            return try Array(rendering.encode(colours))
        }
        return try #require(DecodedPNG(file))
    }

    /// Text that is cut reaches the edge of the paper; paper stays white there.
    @Test(arguments: Kind.all)
    func nothingReachesTheEdge(kind: Kind) throws {
        for size in Self.sizes where min(size.0, size.1) >= 28 {
            for isVertical in [true, false] {
                let picture = try picture(kind, size, isVertical: isVertical)
                var marked = 0
                for column in 0..<size.0 {
                    for row in [0, size.1 - 1]
                    where picture.pixel(column: column, row: row)[0..<3] != [255, 255, 255] {
                        marked += 1
                    }
                }
                for row in 0..<size.1 {
                    for column in [0, size.0 - 1]
                    where picture.pixel(column: column, row: row)[0..<3] != [255, 255, 255] { marked += 1 }
                }
                #expect(marked == 0, "\(size) \(isVertical ? "upright" : "lying")")
            }
        }
    }

    /// What has no room for text is filled with colours from edge to edge.
    @Test(arguments: Kind.all)
    func smallOnesAreAllColour(kind: Kind) throws {
        for size in Self.sizes where min(size.0, size.1) < 28 {
            let picture = try picture(kind, size, isTransparent: true)
            #expect((0..<(size.0 * size.1)).allSatisfy { picture.rgba[$0 * 4 + 3] == 255 }, "\(size)")
        }
    }

    @Test(arguments: [true, false])
    func aBarAloneRunsFromLowToHigh(isVertical: Bool) throws {
        let kind = Kind.all[0]
        let picture = try picture(kind, (100, 100), isBarOnly: true, isVertical: isVertical)
        let colours = kind.palette.colours(235).map { [$0.red, $0.green, $0.blue, 255] }
        let (low, high) = isVertical ? ((50, 99), (50, 0)) : ((0, 50), (99, 50))
        // A pixel in a hundred is two or three of 235 colours wide.
        #expect(colours.prefix(4).contains(picture.pixel(column: low.0, row: low.1)))
        #expect(colours.suffix(4).contains(picture.pixel(column: high.0, row: high.1)))
    }

    /// Over clear paper ink has no colour but its own: a page of any colour may lie below.
    @Test func clearPaperHasFaintInk() throws {
        let picture = try picture(Kind.all[0], (140, 280), isTransparent: true)
        var faint = 0
        for pixel in 0..<(140 * 280) {
            let rgba = Array(picture.rgba[(pixel * 4)..<(pixel * 4 + 4)])
            guard rgba[3] > 0, rgba[3] < 255 else { continue }
            faint += 1
            #expect(rgba[0..<3] == [0, 0, 0])
        }
        #expect(faint > 100)
    }

    @Test func everyCategoryHasItsColour() throws {
        let picture = try picture(Kind.all[6], (140, 280))
        let shown = Set((0..<(140 * 280)).map { Array(picture.rgba[($0 * 4)..<($0 * 4 + 3)]) })
        for colour in Palette.categorical(3) {
            #expect(shown.contains([colour.red, colour.green, colour.blue]))
        }
    }

    /// Wrapping a title of a megabyte looks at its beginning alone.
    @Test(arguments: [String(repeating: "a", count: 1 << 20), String(repeating: "ab ", count: 1 << 19)])
    func longTitlesAreCut(title: String) throws {
        let layer = try #require(TextLayer(width: 140, height: 280))
        let clock = ContinuousClock()
        var lines: [String] = []
        let time = clock.measure { lines = layer.lines(title, width: 128, size: 11, most: 3) }
        #expect(time < .seconds(2))
        #expect(!lines.isEmpty && lines.count <= 3 && lines.last?.hasSuffix("…") ?? false)
        #expect(lines.allSatisfy { layer.width(of: $0, size: 11) <= 128 })
    }

    /// Units stay where a title is cut, behind it or in a line of their own.
    @Test func unitsStay() throws {
        let layer = try #require(TextLayer(width: 300, height: 100))
        let title = "Mass concentration of chlorophyll a in sea water"
        for (width, most) in [(1000.0, 1), (200, 1), (120, 1), (120, 2), (150, 3), (90, 8)] {
            let lines = layer.lines(title, ending: " [mg m-3]", width: width, size: 11, most: most)
            #expect(lines.last?.hasSuffix("[mg m-3]") ?? false && lines.count <= most, "\(lines)")
            #expect(lines.allSatisfy { layer.width(of: $0, size: 11) <= width }, "\(lines)")
        }
        #expect(layer.lines("a", ending: " [m]", width: 100, size: 11, most: 3) == ["a [m]"])
        #expect(layer.lines("", ending: " [m]", width: 100, size: 11, most: 3) == ["[m]"])
        #expect(layer.lines("a", ending: " [m]", width: 100, size: 11, most: 0).isEmpty)
        #expect(layer.lines("a b", ending: "", width: 0, size: 11, most: 2).isEmpty)
    }

    @Test(arguments: ["", "a", "two words", "Ångström °C", "\u{0}\u{1}\t\n", "🌍 emoji", "الطقس"])
    func textsFit(text: String) throws {
        let layer = try #require(TextLayer(width: 100, height: 50))
        for width in [0.0, 3, 10, 30, 1000] {
            let fitted = layer.fitted(text, width: width, size: 11)
            #expect(layer.width(of: fitted, size: 11) <= width || fitted.isEmpty)
        }
        #expect(layer.fitted(text, width: 1000, size: 11) == text)
    }

    @Test func letterIsWhereItWasPut() throws {
        let layer = try #require(TextLayer(width: 60, height: 40))
        layer.write("I", x: 20, y: 30, size: 20)
        var box = (left: Int.max, right: -1, top: Int.max, bottom: -1)
        layer.withCoverage { pixels, stride in
            for row in 0..<40 {
                for column in 0..<60 where pixels[row * stride + column] > 127 {
                    box = (
                        min(box.left, column), max(box.right, column), min(box.top, row), max(box.bottom, row)
                    )
                }
            }
        }
        // DejaVu Sans: an I is 0.73 of the size high, stands on the baseline, and has a stem of a tenth.
        #expect(abs(box.bottom - 29) <= 1 && abs(box.top - 16) <= 1)
        #expect((20...23).contains(box.left) && (21...25).contains(box.right))
    }
}
