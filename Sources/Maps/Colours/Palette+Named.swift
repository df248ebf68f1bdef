/// The palettes on offer: control points as their authors published them.
extension Palette {
    /// In the order of the capabilities: first those in which equal steps look equal.
    package static let all = table(uniform) + table(rainbows) + table(colorBrewer) + table(cyclic)

    static let viridis = listed("viridis")
    /// For directions.
    static let twilight = listed("twilight")

    static func listed(_ name: String) -> Palette {
        guard let palette = all.first(where: { $0.name == name }) else {
            preconditionFailure("no palette \(name)")
        }
        return palette
    }

    /// Palettes of a table with a line for each: `name: title: RRGGBB RRGGBB …`, from the lowest value to the highest.
    static func table(_ text: String) -> [Palette] {
        text.split(separator: "\n").map { line in
            let fields = line.split(separator: ":")
            let stops = fields.last?.split(separator: " ").compactMap { UInt32($0, radix: 16) } ?? []
            precondition(fields.count == 3 && stops.count > 1, "no palette: \(line)")
            return Palette(
                name: String(fields[0]),
                title: String(fields[1].drop { $0 == " " }),
                stops: stops.map { Colour($0) }
            )
        }
    }

    /// Perceptually uniform: matplotlib's four, cividis (Nuñez, Anderton, Renslow 2018).
    private static let uniform = """
        viridis: Viridis: 440154 482475 414487 355F8D 2A788E 21918C 22A884 44BF70 7AD151 BDDF26 FDE725
        plasma: Plasma: 0D0887 41049D 6A00A8 8F0DA4 B12A90 CC4778 E16462 F2844B FCA636 FCCE25 F0F921
        inferno: Inferno: 000004 160B39 420A68 6A176E 932667 BC3754 DD513A F37819 FCA50A F6D746 FCFFA4
        magma: Magma: 000004 140E36 3B0F70 641A80 8C2981 B73779 DE4968 F7705C FE9F6D FECF92 FCFDBF
        cividis: Cividis: 00224E 123570 3B496C 575D6D 707173 8A8678 A59C74 C3B369 E1CC55 FEE838
        """

    /// Rainbow without false edges (Mikhailov 2019), and temperature (Thyng and others 2016).
    private static let rainbows = """
        turbo: Turbo: 30123B 4145AB 4675ED 39A2FC 1BCFD4 24ECA6 61FC6C A4FC3B D1E834 F3C63A FE9B2D \
          F36315 D93806 B11901 7A0402
        thermal: Thermal: 032333 0D3064 35329B 5D3E99 7E4D8F 9E5987 C16479 E17161 F68B45 FBAD3C F6D346 \
          E7FA5A
        """

    /// ColorBrewer: sequential, then diverging.
    private static let colorBrewer = """
        greys: Greys: FFFFFF F0F0F0 D9D9D9 BDBDBD 969696 737373 525252 252525 000000
        blues: Blues: F7FBFF DEEBF7 C6DBEF 9ECAE1 6BAED6 4292C6 2171B5 08519C 08306B
        greens: Greens: F7FCF5 E5F5E0 C7E9C0 A1D99B 74C476 41AB5D 238B45 006D2C 00441B
        reds: Reds: FFF5F0 FEE0D2 FCBBA1 FC9272 FB6A4A EF3B2C CB181D A50F15 67000D
        ylorrd: Yellow, orange, red: FFFFCC FFEDA0 FED976 FEB24C FD8D3C FC4E2A E31A1C BD0026 800026
        ylgnbu: Yellow, green, blue: FFFFD9 EDF8B1 C7E9B4 7FCDBB 41B6C4 1D91C0 225EA8 253494 081D58
        spectral: Spectral: 9E0142 D53E4F F46D43 FDAE61 FEE08B FFFFBF E6F598 ABDDA4 66C2A5 3288BD 5E4FA2
        rdbu: Red, white, blue: 67001F B2182B D6604D F4A582 FDDBC7 F7F7F7 D1E5F0 92C5DE 4393C3 2166AC \
          053061
        """

    /// For directions: its ends are one colour (matplotlib).
    private static let cyclic = """
        twilight: Twilight, cyclic: E2D9E2 C4CED4 95B5C7 7297C1 6276BA 5E51AD 592A8F 45135C 2F1436 \
          4A1342 741E4F 983550 B25652 C27C63 CCA389 D8C7BE E2D9E2
        """
}
