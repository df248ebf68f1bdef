internal import Cube
internal import Maps

/// STYLES and PALETTE.
extension LayerStyle {
    /// One style per layer from STYLES: empty, or a single empty item, is the default for all.
    static func list(_ parameters: WMSParameters, layers: [Variable]) throws -> [LayerStyle] {
        let palette = parameters["PALETTE"]
        guard let names = try parameters.list("STYLES") else {
            let style = try LayerStyle("", paletteName: palette)
            return try layers.map { try style.checked(for: $0) }
        }
        guard names.count == layers.count else {
            throw WMSError(nil, "STYLES names \(names.count) styles for \(layers.count) layers.")
        }
        return try zip(names, layers).map { try LayerStyle($0, paletteName: palette).checked(for: $1) }
    }
}
