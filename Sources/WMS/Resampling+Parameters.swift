internal import Grids

extension Resampling {
    /// RESAMPLING; nil, for what the style has, where it is not given.
    static func asked(_ parameters: WMSParameters) throws(WMSError) -> Resampling? {
        guard let text = parameters["RESAMPLING"] else { return nil }
        guard let resampling = Resampling(rawValue: text.lowercased()) else {
            let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw WMSError(nil, "RESAMPLING='\(text.prefix(40))' is not known; there is: \(names).")
        }
        return resampling
    }
}
