import Testing

@testable import Maps

/// Palettes and numbers on legends.
struct PaletteTests {
    @Test(arguments: Palette.all)
    func aPaletteRunsFromItsFirstStopToItsLast(palette: Palette) throws {
        let colours = palette.colours(250)
        #expect(colours.count == 250)
        #expect(colours.first == palette.stops.first && colours.last == palette.stops.last)
        let inverted = try #require(Palette.named(palette.name + "-inv"))
        #expect(inverted.colours(250) == colours.reversed())
    }

    /// Values of matplotlib 3.9's tables at quarters, which the control points must meet within a few steps.
    @Test(arguments: [
        ("viridis", [0x3B528B, 0x21918C, 0x5EC962]), ("plasma", [0x7E03A8, 0xCC4778, 0xF89540]),
        ("inferno", [0x57106E, 0xBC3754, 0xF98E09]), ("magma", [0x51127C, 0xB73779, 0xFC8961]),
        ("cividis", [0x414D6B, 0x7D7C78, 0xBCAE6C]),
    ])
    func uniformPalettesFollowTheirTables(name: String, quarters: [Int]) throws {
        let colours = try #require(Palette.named(name)).colours(257)
        for (index, quarter) in quarters.enumerated() {
            let colour = colours[(index + 1) * 64]
            let expected = Colour(UInt32(quarter))
            let channels = [
                (colour.red, expected.red), (colour.green, expected.green), (colour.blue, expected.blue),
            ]
            for (ours, theirs) in channels { #expect(abs(Int(ours) - Int(theirs)) <= 10, "\(name) \(index)") }
        }
    }

    @Test func palettesOfOnePictureShareItsEntries() throws {
        let colours = PictureColours(
            palettes: [.viridis, .listed("greys"), .viridis],
            background: .white,
            isTransparent: true
        )
        let range = try #require(ColourRange(minimum: 0, maximum: 1))
        #expect(colours.colours.count == 1 + 2 * 127)
        #expect(colours.shading(palette: .viridis, range: range)?.firstIndex == 1)
        #expect(colours.shading(palette: .listed("greys"), range: range)?.firstIndex == 128)
        #expect(colours.shading(palette: .listed("blues"), range: range) == nil)
    }

    @Test(arguments: [
        (230.2, 314.0, 230.0, 315.0), (0.0, 1.0, 0.0, 1.0), (-3.4, 17.2, -4.0, 18.0),
        (0.00012, 0.00097, 0.0001, 0.001),
    ])
    func rangesAreRounded(lower: Double, upper: Double, from: Double, to: Double) {
        let range = NiceNumbers.range(around: lower, upper)
        #expect(abs(range.0 - from) < 1e-9 && abs(range.1 - to) < 1e-9, "\(range)")
    }

    @Test(arguments: [
        (0.30000000000000004, 0.1, "0.3"), (-20, 10, "-20"), (1.5e-7, 1e-8, "1.5e-7"), (0, 0.5, "0.0"),
    ])
    func numbersHaveTheDigitsOfTheirStep(value: Double, step: Double, text: String) {
        #expect(NiceNumbers.text(value, step: step) == text)
    }

    @Test func rangesThatAreNoneAreRefused() {
        #expect(ColourRange(minimum: 1, maximum: 1) == nil)
        #expect(ColourRange(minimum: .nan, maximum: 1) == nil)
        #expect(ColourRange(minimum: 0, maximum: .infinity) == nil)
        #expect(ColourRange(minimum: 0, maximum: 1, isLogarithmic: true) == nil)
        #expect(ColourRange(minimum: -1e308, maximum: 1e308) == nil)
    }

    /// ncWMS 2's palettes, as its GetMetadata lists them.
    @Test(arguments: [
        "div-BrBG", "div-PRGn", "div-PiYG", "div-PuOr", "div-RdBu", "div-RdGy", "div-RdYlBu",
        "div-RdYlGn", "div-Spectral", "psu-inferno", "psu-magma", "psu-plasma", "psu-viridis", "seq-BkBu",
        "seq-BkGn", "seq-BkRd", "seq-BkYl", "seq-BlueHeat", "seq-Blues", "seq-BuGn", "seq-BuPu", "seq-BuYl",
        "seq-GnBu", "seq-Greens", "seq-Greys", "seq-GreysRev", "seq-Heat", "seq-OrRd", "seq-Oranges",
        "seq-PuBu",
        "seq-PuBuGn", "seq-PuRd", "seq-Purples", "seq-RdPu", "seq-Reds", "seq-YlGn", "seq-YlGnBu",
        "seq-YlOrBr", "seq-YlOrRd", "seq-cubeYF", "x-Ncview", "x-Occam", "x-Rainbow", "x-Sst",
    ])
    func palettesOfNcWMSHaveOneHere(name: String) throws {
        let palette = try #require(Palette.named(name))
        #expect(try #require(Palette.named(name + "-inv")).colours(9) == palette.colours(9).reversed())
    }
}
