internal import Maps

/// Which values the palette runs between, as COLORSCALERANGE and LOGSCALE say (ncWMS's extensions).
struct ColourScale: Sendable, Hashable {
    /// Nil for the variable's own (`DefaultRange`): `default`, and `auto`, which never means the picture's, as the tiles
    /// of one map would then have each its own colours.
    let range: ColourRange?
    let isLogarithmic: Bool

    init(_ parameters: WMSParameters) throws(WMSError) {
        isLogarithmic = try parameters.flag("LOGSCALE")
        switch parameters["COLORSCALERANGE"] {
        case nil, "default", "auto": range = nil
        case let text?: range = try Self.range(text, isLogarithmic: isLogarithmic)
        }
    }

    private static func range(_ text: String, isLogarithmic: Bool) throws(WMSError) -> ColourRange {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { WMSParameters.number($0) }
        guard parts.count == 2, numbers.count == 2,
            let range = ColourRange(minimum: numbers[0], maximum: numbers[1], isLogarithmic: isLogarithmic)
        else {
            let rule =
                isLogarithmic ? "two numbers above 0, the first below the second" : "min,max with min < max"
            throw WMSError(
                nil,
                "COLORSCALERANGE='\(text.prefix(80))' is not understood: expected \(rule), 'auto' or 'default'."
            )
        }
        return range
    }
}
