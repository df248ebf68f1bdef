internal import Maps

/// COLORSCALERANGE and LOGSCALE (ncWMS's extensions).
extension ColourScale {
    /// `default` and `auto` mean the variable's own range.
    init(_ parameters: WMSParameters) throws(WMSError) {
        let isLogarithmic = try parameters.flag("LOGSCALE")
        switch parameters["COLORSCALERANGE"] {
        case nil, "default", "auto": self.init(isLogarithmic: isLogarithmic)
        case let text?:
            self.init(
                range: try Self.range(text, isLogarithmic: isLogarithmic),
                isLogarithmic: isLogarithmic
            )
        }
    }

    private static func range(_ text: String, isLogarithmic: Bool) throws(WMSError) -> ColourRange {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { DecimalNumber.number($0) }
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
