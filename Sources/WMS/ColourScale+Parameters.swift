internal import Maps

/// COLORSCALERANGE, LOGSCALE, NUMCOLORBANDS (ncWMS's extensions), COLORMAP, SLD_BODY, and what lies beyond the range.
extension ColourScale {
    /// `default` and `auto` mean the variable's own range, `p2,98` a part of its sample.
    ///
    /// `styled` is what SLD_BODY says.
    init(_ parameters: WMSParameters, styled: StyledLayer? = nil) throws(WMSError) {
        let isLogarithmic = try parameters.flag("LOGSCALE")
        var (range, percents): (ColourRange?, SamplePercents?) = (nil, nil)
        if let text = parameters["COLORSCALERANGE"], text != "default", text != "auto" {
            percents = text.hasPrefix("p") ? Self.percents(text) : nil
            range = percents == nil ? try Self.range(text, isLogarithmic: isLogarithmic) : nil
        }
        let requested = try Self.requested(parameters, styled)
        self.init(
            range: range,
            percents: percents,
            isLogarithmic: isLogarithmic,
            bands: try Self.bands(parameters),
            outer: try OuterColours(parameters),
            palette: requested.palette,
            map: requested.map
        )
    }

    private static func requested(
        _ parameters: WMSParameters,
        _ styled: StyledLayer?
    ) throws(WMSError) -> (palette: Palette?, map: ColourMap?) {
        guard let text = parameters["COLORMAP"] else { return (nil, styled?.map) }
        guard styled?.map == nil else {
            throw WMSError(nil, "COLORMAP and SLD_BODY both name colours: expected one.")
        }
        do throws(ColourMapRefusal) {
            switch try RequestedColours(json: text) {
            case .palette(let palette): return (palette, nil)
            case .map(let map): return (nil, map)
            }
        } catch {
            throw WMSError(nil, "COLORMAP is not understood: \(error).")
        }
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

    /// `p2,98`: whole percents.
    private static func percents(_ text: String) -> SamplePercents? {
        let parts = text.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...3).contains($0.utf8.count) }),
            let lower = Int(parts[0]), let upper = Int(parts[1])
        else { return nil }
        return SamplePercents(lower: lower, upper: upper)
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
                "COLORSCALERANGE='\(text.prefix(80))' is not understood: expected \(rule), percents of the values "
                    + "such as 'p2,98', 'auto' or 'default'."
            )
        }
        return range
    }
}
