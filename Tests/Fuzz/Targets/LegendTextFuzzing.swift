internal import Maps

/// Texts of stores on pictures: titles and names of categories in legends of every size.
///
/// The input is a width, a height and a byte that picks the kind of legend, and the text; lines are categories.
enum LegendTextFuzzing {
    static let targets = [
        FuzzTarget("legend", seeds: seeds, isRefusal: { _ in false }) { input in
            guard input.count >= 3 else { return }
            let size = (width: Int(input[0]) * 4 + 1, height: Int(input[1]) * 4 + 1)
            let text = String(decoding: input.dropFirst(3), as: UTF8.self)
            try draw(text, size, kind: input[2])
        }
    ]

    private static let seeds: [[UInt8]] = {
        let texts = [
            "Air temperature at two metres [K]", "Überschrift °C µ 温度", "water\nland\nice", "",
            "\u{0}\u{1B}\u{202E}",
            String(repeating: "wide ", count: 200), "e\u{301}\u{302}\u{303}",
        ]
        let sizes: [(UInt8, UInt8)] = [(5, 5), (150, 20), (35, 70), (0, 0), (60, 70), (6, 120)]
        return texts.enumerated().flatMap { number, text in
            sizes.map { [$0.0, $0.1, UInt8(number)] + Array(text.utf8) }
        }
    }()

    private static func draw(_ text: String, _ size: (width: Int, height: Int), kind: UInt8) throws {
        let names = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(255).map(String.init)
        let range =
            kind & 2 == 0 ? ColourRange.unit : ColourRange(minimum: 1e-3, maximum: 1e3, isLogarithmic: true)
        let isRamp = kind & 1 == 0
        let legend = Legend(
            palette: isRamp
                ? .standard : Palette(categories: Palette.categorical(names.count), name: "names"),
            content: isRamp ? .ramp(range ?? .unit, isTurn: kind & 4 != 0) : .categories(names),
            title: text,
            size: size,
            isVertical: kind & 8 == 0 ? nil : kind & 16 == 0
        )
        try RenderContext.makePicture(width: size.width, height: size.height) { rendering in
            let colours = legend.colours(isTransparent: kind & 32 == 0)
            legend.draw(on: rendering.canvas, colours: colours)
            let encoder = PictureEncoders.all[Int(kind) % PictureEncoders.all.count]
            _ = try rendering.encode(colours, as: encoder)
        }
    }
}
