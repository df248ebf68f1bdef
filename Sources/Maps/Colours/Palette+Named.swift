/// The palettes on offer: control points as their authors published them.
extension Palette {
    private init(_ name: String, _ title: String, _ stops: [UInt32]) {
        self.init(name: name, title: title, stops: stops.map { Colour($0) })
    }

    /// In the order of the capabilities: first those in which equal steps look equal.
    package static let all = [
        viridis, plasma, inferno, magma, cividis, turbo, thermal, greys, blues, greens, reds, yellowOrangeRed,
        yellowGreenBlue, spectral, redBlue, twilight,
    ]

    // Perceptually uniform: matplotlib's four, cividis (Nuñez, Anderton, Renslow 2018).

    static let viridis = Palette(
        "viridis",
        "Viridis",
        [
            0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151,
            0xBDDF26,
            0xFDE725,
        ]
    )
    static let plasma = Palette(
        "plasma",
        "Plasma",
        [
            0x0D0887, 0x41049D, 0x6A00A8, 0x8F0DA4, 0xB12A90, 0xCC4778, 0xE16462, 0xF2844B, 0xFCA636,
            0xFCCE25,
            0xF0F921,
        ]
    )
    static let inferno = Palette(
        "inferno",
        "Inferno",
        [
            0x000004, 0x160B39, 0x420A68, 0x6A176E, 0x932667, 0xBC3754, 0xDD513A, 0xF37819, 0xFCA50A,
            0xF6D746,
            0xFCFFA4,
        ]
    )
    static let magma = Palette(
        "magma",
        "Magma",
        [
            0x000004, 0x140E36, 0x3B0F70, 0x641A80, 0x8C2981, 0xB73779, 0xDE4968, 0xF7705C, 0xFE9F6D,
            0xFECF92,
            0xFCFDBF,
        ]
    )
    static let cividis = Palette(
        "cividis",
        "Cividis",
        [
            0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55,
            0xFEE838,
        ]
    )

    // Rainbow without false edges (Mikhailov 2019), and temperature (Thyng et al. 2016).

    static let turbo = Palette(
        "turbo",
        "Turbo",
        [
            0x30123B, 0x4145AB, 0x4675ED, 0x39A2FC, 0x1BCFD4, 0x24ECA6, 0x61FC6C, 0xA4FC3B, 0xD1E834,
            0xF3C63A,
            0xFE9B2D, 0xF36315, 0xD93806, 0xB11901, 0x7A0402,
        ]
    )
    static let thermal = Palette(
        "thermal",
        "Thermal",
        [
            0x032333, 0x0D3064, 0x35329B, 0x5D3E99, 0x7E4D8F, 0x9E5987, 0xC16479, 0xE17161, 0xF68B45,
            0xFBAD3C,
            0xF6D346, 0xE7FA5A,
        ]
    )

    // ColorBrewer: sequential, then diverging.

    static let greys = Palette(
        "greys",
        "Greys",
        [0xFFFFFF, 0xF0F0F0, 0xD9D9D9, 0xBDBDBD, 0x969696, 0x737373, 0x525252, 0x252525, 0x000000]
    )
    static let blues = Palette(
        "blues",
        "Blues",
        [0xF7FBFF, 0xDEEBF7, 0xC6DBEF, 0x9ECAE1, 0x6BAED6, 0x4292C6, 0x2171B5, 0x08519C, 0x08306B]
    )
    static let greens = Palette(
        "greens",
        "Greens",
        [0xF7FCF5, 0xE5F5E0, 0xC7E9C0, 0xA1D99B, 0x74C476, 0x41AB5D, 0x238B45, 0x006D2C, 0x00441B]
    )
    static let reds = Palette(
        "reds",
        "Reds",
        [0xFFF5F0, 0xFEE0D2, 0xFCBBA1, 0xFC9272, 0xFB6A4A, 0xEF3B2C, 0xCB181D, 0xA50F15, 0x67000D]
    )
    static let yellowOrangeRed = Palette(
        "ylorrd",
        "Yellow, orange, red",
        [0xFFFFCC, 0xFFEDA0, 0xFED976, 0xFEB24C, 0xFD8D3C, 0xFC4E2A, 0xE31A1C, 0xBD0026, 0x800026]
    )
    static let yellowGreenBlue = Palette(
        "ylgnbu",
        "Yellow, green, blue",
        [0xFFFFD9, 0xEDF8B1, 0xC7E9B4, 0x7FCDBB, 0x41B6C4, 0x1D91C0, 0x225EA8, 0x253494, 0x081D58]
    )
    static let spectral = Palette(
        "spectral",
        "Spectral",
        [
            0x9E0142, 0xD53E4F, 0xF46D43, 0xFDAE61, 0xFEE08B, 0xFFFFBF, 0xE6F598, 0xABDDA4, 0x66C2A5,
            0x3288BD,
            0x5E4FA2,
        ]
    )
    static let redBlue = Palette(
        "rdbu",
        "Red, white, blue",
        [
            0x67001F, 0xB2182B, 0xD6604D, 0xF4A582, 0xFDDBC7, 0xF7F7F7, 0xD1E5F0, 0x92C5DE, 0x4393C3,
            0x2166AC,
            0x053061,
        ]
    )

    // For directions: its ends are one colour (matplotlib).

    package static let twilight = Palette(
        "twilight",
        "Twilight, cyclic",
        [
            0xE2D9E2, 0xC4CED4, 0x95B5C7, 0x7297C1, 0x6276BA, 0x5E51AD, 0x592A8F, 0x45135C, 0x2F1436,
            0x4A1342, 0x741E4F, 0x983550, 0xB25652, 0xC27C63, 0xCCA389, 0xD8C7BE, 0xE2D9E2,
        ]
    )
}
