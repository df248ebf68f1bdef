/// Palettes that are understood and, to keep the capabilities short, not listed.
extension Palette {
    private init(_ name: String, _ title: String, _ stops: [UInt32]) {
        self.init(name: name, title: title, stops: stops.map { Colour($0) })
    }

    /// The rest of ColorBrewer, and a rainbow.
    static let unlisted: [Palette] = [
        Palette(
            "brbg",
            "Brown, teal",
            [
                0x543005, 0x8C510A, 0xBF812D, 0xDFC27D, 0xF6E8C3, 0xF5F5F5, 0xC7EAE5, 0x80CDC1, 0x35978F,
                0x01665E, 0x003C30,
            ]
        ),
        Palette(
            "prgn",
            "Purple, green",
            [
                0x40004B, 0x762A83, 0x9970AB, 0xC2A5CF, 0xE7D4E8, 0xF7F7F7, 0xD9F0D3, 0xA6DBA0, 0x5AAE61,
                0x1B7837, 0x00441B,
            ]
        ),
        Palette(
            "piyg",
            "Pink, green",
            [
                0x8E0152, 0xC51B7D, 0xDE77AE, 0xF1B6DA, 0xFDE0EF, 0xF7F7F7, 0xE6F5D0, 0xB8E186, 0x7FBC41,
                0x4D9221, 0x276419,
            ]
        ),
        Palette(
            "puor",
            "Orange, purple",
            [
                0x7F3B08, 0xB35806, 0xE08214, 0xFDB863, 0xFEE0B6, 0xF7F7F7, 0xD8DAEB, 0xB2ABD2, 0x8073AC,
                0x542788, 0x2D004B,
            ]
        ),
        Palette(
            "rdgy",
            "Red, grey",
            [
                0x67001F, 0xB2182B, 0xD6604D, 0xF4A582, 0xFDDBC7, 0xFFFFFF, 0xE0E0E0, 0xBABABA, 0x878787,
                0x4D4D4D, 0x1A1A1A,
            ]
        ),
        Palette(
            "rdylbu",
            "Red, yellow, blue",
            [
                0xA50026, 0xD73027, 0xF46D43, 0xFDAE61, 0xFEE090, 0xFFFFBF, 0xE0F3F8, 0xABD9E9, 0x74ADD1,
                0x4575B4, 0x313695,
            ]
        ),
        Palette(
            "rdylgn",
            "Red, yellow, green",
            [
                0xA50026, 0xD73027, 0xF46D43, 0xFDAE61, 0xFEE08B, 0xFFFFBF, 0xD9EF8B, 0xA6D96A, 0x66BD63,
                0x1A9850, 0x006837,
            ]
        ),
        Palette(
            "bugn",
            "Blue, green",
            [0xF7FCFD, 0xE5F5F9, 0xCCECE6, 0x99D8C9, 0x66C2A4, 0x41AE76, 0x238B45, 0x006D2C, 0x00441B]
        ),
        Palette(
            "bupu",
            "Blue, purple",
            [0xF7FCFD, 0xE0ECF4, 0xBFD3E6, 0x9EBCDA, 0x8C96C6, 0x8C6BB1, 0x88419D, 0x810F7C, 0x4D004B]
        ),
        Palette(
            "gnbu",
            "Green, blue",
            [0xF7FCF0, 0xE0F3DB, 0xCCEBC5, 0xA8DDB5, 0x7BCCC4, 0x4EB3D3, 0x2B8CBE, 0x0868AC, 0x084081]
        ),
        Palette(
            "oranges",
            "Oranges",
            [0xFFF5EB, 0xFEE6CE, 0xFDD0A2, 0xFDAE6B, 0xFD8D3C, 0xF16913, 0xD94801, 0xA63603, 0x7F2704]
        ),
        Palette(
            "orrd",
            "Orange, red",
            [0xFFF7EC, 0xFEE8C8, 0xFDD49E, 0xFDBB84, 0xFC8D59, 0xEF6548, 0xD7301F, 0xB30000, 0x7F0000]
        ),
        Palette(
            "pubu",
            "Purple, blue",
            [0xFFF7FB, 0xECE7F2, 0xD0D1E6, 0xA6BDDB, 0x74A9CF, 0x3690C0, 0x0570B0, 0x045A8D, 0x023858]
        ),
        Palette(
            "pubugn",
            "Purple, blue, green",
            [0xFFF7FB, 0xECE2F0, 0xD0D1E6, 0xA6BDDB, 0x67A9CF, 0x3690C0, 0x02818A, 0x016C59, 0x014636]
        ),
        Palette(
            "purd",
            "Purple, red",
            [0xF7F4F9, 0xE7E1EF, 0xD4B9DA, 0xC994C7, 0xDF65B0, 0xE7298A, 0xCE1256, 0x980043, 0x67001F]
        ),
        Palette(
            "purples",
            "Purples",
            [0xFCFBFD, 0xEFEDF5, 0xDADAEB, 0xBCBDDC, 0x9E9AC8, 0x807DBA, 0x6A51A3, 0x54278F, 0x3F007D]
        ),
        Palette(
            "rdpu",
            "Red, purple",
            [0xFFF7F3, 0xFDE0DD, 0xFCC5C0, 0xFA9FB5, 0xF768A1, 0xDD3497, 0xAE017E, 0x7A0177, 0x49006A]
        ),
        Palette(
            "ylgn",
            "Yellow, green",
            [0xFFFFE5, 0xF7FCB9, 0xD9F0A3, 0xADDD8E, 0x78C679, 0x41AB5D, 0x238443, 0x006837, 0x004529]
        ),
        Palette(
            "ylorbr",
            "Yellow, orange, brown",
            [0xFFFFE5, 0xFFF7BC, 0xFEE391, 0xFEC44F, 0xFE9929, 0xEC7014, 0xCC4C02, 0x993404, 0x662506]
        ),
        Palette(
            "rainbow",
            "Rainbow",
            [
                0x000080, 0x0000C8, 0x0000FF, 0x0040FF, 0x0080FF, 0x00C0FF, 0x16FFE1, 0x49FFAD, 0x7DFF7A,
                0xB1FF46, 0xE4FF13, 0xFFD000, 0xFF9400, 0xFF5900, 0xFF1E00, 0xC40000, 0x800000,
            ]
        ),
    ]

    /// Names of ncWMS, in lower case, for what is the same here or comes nearest.
    static let aliases: [String: String] = {
        var aliases = [
            "x-rainbow": "rainbow", "x-ncview": "rainbow", "x-occam": "turbo",
            "x-sst": "thermal",
            "seq-greysrev": "greys-inv", "seq-heat": "inferno", "seq-blueheat": "ylgnbu-inv",
            "seq-cubeyf": "plasma",
            "seq-bkbu": "blues-inv", "seq-bkgn": "greens-inv", "seq-bkrd": "reds-inv",
            "seq-bkyl": "ylorbr-inv",
            "seq-buyl": "ylgnbu-inv",
            // Of its first version.
            "redblue": "rdbu-inv", "greyscale": "greys-inv", "ncview": "rainbow", "occam": "turbo",
            "ferret": "turbo",
            "occam_pastel-30": "spectral-inv", "sst_36": "thermal", "alg": "rainbow", "alg2": "rainbow",
            "jet": "rainbow",
        ]
        for name in ["viridis", "plasma", "inferno", "magma"] { aliases["psu-\(name)"] = name }
        for palette in all + unlisted {
            aliases["seq-\(palette.name)"] = aliases["seq-\(palette.name)"] ?? palette.name
            aliases["div-\(palette.name)"] = palette.name
            // As others write it: `RdBu`, `YlGnBu`.
            aliases[palette.name] = palette.name
        }
        return aliases
    }()
}
