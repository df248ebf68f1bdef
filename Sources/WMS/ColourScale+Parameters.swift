internal import Maps

/// COLORSCALERANGE, LOGSCALE, NUMCOLORBANDS (ncWMS's extensions), and what lies beyond the range.
extension ColourScale {
    /// `default` and `auto` mean the variable's own range.
    init(_ parameters: WMSParameters) throws(WMSError) {
        let isLogarithmic = try parameters.flag("LOGSCALE")
        let range: ColourRange? =
            switch parameters["COLORSCALERANGE"] {
            case nil, "default", "auto": nil
            case let text?: try Self.range(text, isLogarithmic: isLogarithmic)
            }
        self.init(
            range: range,
            isLogarithmic: isLogarithmic,
            bands: try Self.bands(parameters),
            outer: try OuterColours(parameters)
        )
    }

    private static func bands(_ parameters: WMSParameters) throws(WMSError) -> Int? {
        let name = "NUMCOLORBANDS"
        guard let text = parameters[name] else { return nil }
        guard text.utf8.count <= 9, let count = Int(text), bandCounts.contains(count) else {
            throw WMSError(
                nil,
                "\(name)='\(text.prefix(40))' is not a number of colours from \(bandCounts.lowerBound) to "
                    + "\(bandCounts.upperBound)."
            )
        }
        return count
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
