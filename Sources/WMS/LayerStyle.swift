internal import Cube
internal import Maps

/// How a layer is drawn: `raster/<palette>`, or `default` and `raster` for the layer's own palette.
///
/// The families that ncWMS has for the same are taken in the place of `raster`, and `default` in the place of a palette.
struct LayerStyle: Sendable, Equatable {
    /// Nil for the layer's own.
    private let palette: Palette?
    /// Whether the layer's own palette runs the other way round.
    private let isInverted: Bool

    static let standard = LayerStyle(palette: nil)
    private static let family = "raster"
    private static let families = [family, "default-scalar", "boxfill"]
    private static let own = "default"

    private init(palette: Palette?, isInverted: Bool = false) {
        self.palette = palette
        self.isInverted = isInverted
    }

    /// True when a palette is named: whatever a later release takes for a layer's own, the picture stays.
    var isComplete: Bool { palette != nil }

    /// What is asked for: the named palette, else the layer's own, which is not looked for in vain.
    func palette(own: @autoclosure () -> Palette) -> Palette {
        palette ?? (isInverted ? own().inverted : own())
    }

    /// The same for categories, of which each has a colour of the own one.
    func palette(own: Palette, categories count: Int) -> Palette {
        guard let palette else { return isInverted ? own.inverted : own }
        return Palette(categories: palette.colours(count), name: "\(own.name) in \(palette.name)")
    }

    /// `paletteName` is what PALETTE says, for styles that name none themselves.
    ///
    /// - Throws: `StyleNotDefined`.
    init(_ name: String, paletteName: String? = nil) throws(WMSError) {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        let isPlain = name.isEmpty || name == Self.own
        guard isPlain || Self.families.contains(parts[0]) else { throw Self.refusal(name) }
        let wanted = parts.count == 2 ? parts[1] : paletteName ?? Self.own
        if wanted == Self.own || wanted == Self.own + Palette.inverse {
            self.init(palette: nil, isInverted: wanted != Self.own)
            return
        }
        guard let palette = Palette.named(wanted) else {
            throw Self.refusal(parts.count == 2 ? name : "\(Self.family)/\(wanted)")
        }
        self.init(palette: palette)
    }

    private static func refusal(_ name: String) -> WMSError {
        let names = Palette.all.map { "\(family)/\($0.name)" }
        let near = NearestName.of(name, among: names).map { " Did you mean '\($0)'?" }
        let known = " There is: default, \(names.joined(separator: ", ")), and each with '-inv'."
        return WMSError(
            .styleNotDefined,
            "There is no style '\(name.prefix(80))'." + (near ?? known)
        )
    }

    /// The styles in the capabilities, with their titles: those with `-inv`, and the names of others, are understood and
    /// not listed.
    static var listed: [(name: String, title: String)] {
        [("default", "Default")] + Palette.all.map { ("\(family)/\($0.name)", $0.title) }
    }

    /// One style per layer from STYLES: empty, or a single empty item, is the default for all.
    static func list(_ parameters: WMSParameters, layers: Int) throws(WMSError) -> [LayerStyle] {
        let palette = parameters["PALETTE"]
        guard let names = try parameters.list("STYLES") else {
            return Array(repeating: try LayerStyle("", paletteName: palette), count: layers)
        }
        guard names.count == layers else {
            throw WMSError(nil, "STYLES names \(names.count) styles for \(layers) layers.")
        }
        var styles: [LayerStyle] = []
        for name in names { styles.append(try LayerStyle(name, paletteName: palette)) }
        return styles
    }
}
