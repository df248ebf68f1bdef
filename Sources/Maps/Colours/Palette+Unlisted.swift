/// Palettes that are understood and, to keep the capabilities short, not listed.
extension Palette {
    static let unlisted = restOfColorBrewer + oceanography + scientific

    /// The rest of ColorBrewer, and a rainbow.
    private static let restOfColorBrewer = table(
        """
        brbg: Brown, teal: 543005 8C510A BF812D DFC27D F6E8C3 F5F5F5 C7EAE5 80CDC1 35978F 01665E 003C30
        prgn: Purple, green: 40004B 762A83 9970AB C2A5CF E7D4E8 F7F7F7 D9F0D3 A6DBA0 5AAE61 1B7837 \
          00441B
        piyg: Pink, green: 8E0152 C51B7D DE77AE F1B6DA FDE0EF F7F7F7 E6F5D0 B8E186 7FBC41 4D9221 276419
        puor: Orange, purple: 7F3B08 B35806 E08214 FDB863 FEE0B6 F7F7F7 D8DAEB B2ABD2 8073AC 542788 \
          2D004B
        rdgy: Red, grey: 67001F B2182B D6604D F4A582 FDDBC7 FFFFFF E0E0E0 BABABA 878787 4D4D4D 1A1A1A
        rdylbu: Red, yellow, blue: A50026 D73027 F46D43 FDAE61 FEE090 FFFFBF E0F3F8 ABD9E9 74ADD1 4575B4 \
          313695
        rdylgn: Red, yellow, green: A50026 D73027 F46D43 FDAE61 FEE08B FFFFBF D9EF8B A6D96A 66BD63 \
          1A9850 006837
        bugn: Blue, green: F7FCFD E5F5F9 CCECE6 99D8C9 66C2A4 41AE76 238B45 006D2C 00441B
        bupu: Blue, purple: F7FCFD E0ECF4 BFD3E6 9EBCDA 8C96C6 8C6BB1 88419D 810F7C 4D004B
        gnbu: Green, blue: F7FCF0 E0F3DB CCEBC5 A8DDB5 7BCCC4 4EB3D3 2B8CBE 0868AC 084081
        oranges: Oranges: FFF5EB FEE6CE FDD0A2 FDAE6B FD8D3C F16913 D94801 A63603 7F2704
        orrd: Orange, red: FFF7EC FEE8C8 FDD49E FDBB84 FC8D59 EF6548 D7301F B30000 7F0000
        pubu: Purple, blue: FFF7FB ECE7F2 D0D1E6 A6BDDB 74A9CF 3690C0 0570B0 045A8D 023858
        pubugn: Purple, blue, green: FFF7FB ECE2F0 D0D1E6 A6BDDB 67A9CF 3690C0 02818A 016C59 014636
        purd: Purple, red: F7F4F9 E7E1EF D4B9DA C994C7 DF65B0 E7298A CE1256 980043 67001F
        purples: Purples: FCFBFD EFEDF5 DADAEB BCBDDC 9E9AC8 807DBA 6A51A3 54278F 3F007D
        rdpu: Red, purple: FFF7F3 FDE0DD FCC5C0 FA9FB5 F768A1 DD3497 AE017E 7A0177 49006A
        ylgn: Yellow, green: FFFFE5 F7FCB9 D9F0A3 ADDD8E 78C679 41AB5D 238443 006837 004529
        ylorbr: Yellow, orange, brown: FFFFE5 FFF7BC FEE391 FEC44F FE9929 EC7014 CC4C02 993404 662506
        rainbow: Rainbow: 000080 0000C8 0000FF 0040FF 0080FF 00C0FF 16FFE1 49FFAD 7DFF7A B1FF46 E4FF13 \
          FFD000 FF9400 FF5900 FF1E00 C40000 800000
        """
    )

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
