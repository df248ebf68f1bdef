internal import Rendering

/// Which values the palette runs between, as COLORSCALERANGE and LOGSCALE say (ncWMS's extensions).
struct ColourScale: Sendable, Hashable {
    enum Choice: Sendable, Hashable {
        /// What suits the variable (`DefaultRange`).
        case standard
        /// The least and the greatest value in this very picture.
        case automatic
        case fixed(ColourRange)
    }

    let choice: Choice
    let isLogarithmic: Bool

    init(_ parameters: WMSParameters) throws(WMSError) {
        isLogarithmic = try parameters.flag("LOGSCALE")
        switch parameters["COLORSCALERANGE"] {
        case nil, "default": choice = .standard
        case "auto": choice = .automatic
        case let text?: choice = .fixed(try Self.range(text, isLogarithmic: isLogarithmic))
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

    /// A part of the answer's identity.
    var text: String {
        switch choice {
        case .standard: "default;\(isLogarithmic)"
        case .automatic: "auto;\(isLogarithmic)"
        case .fixed(let range): "\(range.minimum),\(range.maximum);\(isLogarithmic)"
        }
    }
}
