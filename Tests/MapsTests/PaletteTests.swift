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

    /// Five of the 256 colours of cmocean's and Crameri's tables: the first, the 65th, the 129th, the 192nd and the last.
    @Test func palettesOfSciencesFollowTheirTables() throws {
        for line in Self.sciences.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let palette = try #require(Palette.named(words[0]), "\(words[0])")
            #expect(!Palette.all.contains(palette) && Palette.named(words[0] + "-inv") == palette.inverted)
            let colours = palette.colours(256)
            for (place, text) in zip([0, 64, 128, 191, 255], words.dropFirst()) {
                let expected = try #require(Colour(text: text))
                let channels = [
                    (colours[place].red, expected.red), (colours[place].green, expected.green),
                    (colours[place].blue, expected.blue),
                ]
                for (ours, theirs) in channels {
                    #expect(abs(Int(ours) - Int(theirs)) <= 3, "\(words[0]) at \(place)")
                }
            }
        }
    }

    private static let sciences = """
        haline 2A186C 0F5B90 3C9387 78CB68 FDEF9A
        solar 331418 822D22 B66413 D4AB23 E1FD4B
        ice 040613 383975 427BB7 79BED0 EAFDFD
        oxy 400505 5C5B5B 9B9A9A E4E4E3 DDAF19
        deep FDFECC 78CEA3 488E9E 404D8C 281A2C
        dense E6F1F1 86B9E3 7871D5 6F2E85 360E24
        algae D7F9D0 84C47A 129450 185B3B 122414
        matter FEEDB0 F29567 CE4356 841C63 2F0F3E
        turbid E9F6AB CAAE58 A1703B 634634 221F1B
        speed FFFDCD C9BA45 5F920C 0B602D 172313
        amp F1EDEC D7A291 C0583B 901029 3C0912
        tempo FFF6F4 A1C1A1 2A937F 1B5968 151D44
        rain EEEDF3 B5B38A 3D8E6E 145867 221B38
        phase A8780D DF2A93 7D73F0 0C987E A8780D
        topo 281A2C 488F9E 0D2514 8E8040 F9FDE4
        balance 181C43 3888BA F1ECEB C05A3C 3C0912
        delta 112040 3391A9 FFFCCC 61920B 172313
        curl 151D44 2D9580 FDF5F4 C45A61 340D35
        diff 082340 748997 F6F1F0 8E825E 1C2207
        tarn 17230E A97731 FCF7F6 579285 101E4F
        acton 260D40 595481 A86690 DDA1C2 F0EAFA
        bamako 003B47 255231 637A0A B4A022 FFE5AD
        batlow 011959 226061 828231 F19D6B FACCFA
        bilbao 4C0001 994E51 A9825E BFB897 FFFFFF
        buda B301B3 BC4E90 CD857E DBBD70 FFFF66
        davos 00054A 2F5A96 6C8E93 BBC794 FEFEFE
        devon 2C1A4C 29588F 7E8FDD CAC6F4 FFFFFF
        hawaii 8C0273 974E3E 9C961C 6CD48C B3F2FD
        imola 1A33B3 305E9D 54867F 91C36F FFFF66
        lajolla 191900 67342A D9604E ECAC54 FFFECB
        lapaz 1A0C64 2D5393 5C8CA3 B3AC96 FEF2F3
        lipari 031326 525B7A A56267 E99973 FDF5DA
        navia 031327 1B608F 418A80 87C269 FCF4D9
        nuuk 05598C 537785 A1A698 C3C285 FEFEB2
        oslo 010101 15395B 507BBC A2B0CA FFFFFF
        tokyo 1C0E34 6C4750 747053 87B666 EFFCDD
        turku 000000 49493A 938C5B E4AA8F FFE6E6
        bam 65024B D17FBC F6F1F0 8DB565 0D4C00
        berlin 9EB0FF 286886 190C09 7B321C FFADAD
        broc 2C1A4C 5B82A9 EBEEEC 9B9B62 262600
        cork 2C194C 567FA6 E6EDEC 5D935D 0F2903
        lisbon E6E5FF 416A97 171919 7F784C FFFFD9
        managua FFCF67 B16243 572949 5775B3 81E7FF
        roma 7E1700 B68C32 C0EAC3 399DC7 033198
        tofino DED9FF 3E5E9A 0D1613 37733C DBE69B
        vanimo FFCDFD 923E80 1A1513 517026 BEFDA5
        vik 001261 307DA6 ECE5E0 C37243 590008
        oleron 1A2659 8390C3 1A4C00 A88F4E FDFDE6
        bamo 4F3043 C285B2 CECDBB 696F4E 4E3042
        broco 372F38 617FA5 CFD3C5 777646 372F37
        corko 3F3E3A 5F7A9F AFCBBC 557F45 3F3E3A
        romao 733957 AA752F CBE1B3 5495C0 723959
        viko 4F1A3D 4575A1 D5BEB3 A34D2D 50193C
        """

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
