internal import Cube
internal import Rendering

/// How a layer is drawn: `raster/<palette>`, or `default` and `raster` for the layer's own palette.
struct LayerStyle: Sendable, Equatable {
    /// Nil for the layer's own.
    let palette: Palette?

    static let standard = LayerStyle(palette: nil)
    private static let family = "raster"

    init(palette: Palette?) {
        self.palette = palette
    }

    /// - Throws: `StyleNotDefined`.
    init(_ name: String) throws(WMSError) {
        if ["", "default", Self.family].contains(name) {
            self = .standard
            return
        }
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0] == Self.family, let palette = Palette.named(parts[1]) else {
            throw Self.refusal(name)
        }
        self.palette = palette
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

    /// The styles in the capabilities, with their titles: those with `-inv` are understood and not listed.
    static var listed: [(name: String, title: String)] {
        [("default", "Default")] + Palette.all.map { ("\(family)/\($0.name)", $0.title) }
    }

    /// One style per layer from STYLES: empty, or a single empty item, is the default for all.
    static func list(_ parameters: WMSParameters, layers: Int) throws(WMSError) -> [LayerStyle] {
        guard let names = try parameters.list("STYLES") else {
            return Array(repeating: .standard, count: layers)
        }
        guard names.count == layers else {
            throw WMSError(nil, "STYLES names \(names.count) styles for \(layers) layers.")
        }
        var styles: [LayerStyle] = []
        for name in names { styles.append(try LayerStyle(name)) }
        return styles
    }
}
