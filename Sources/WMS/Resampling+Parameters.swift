internal import Grids

extension Resampling {
    /// RESAMPLING; the nearest cell where it is not given.
    init(_ parameters: WMSParameters) throws(WMSError) {
        guard let text = parameters["RESAMPLING"] else {
            self = .nearest
            return
        }
        guard let resampling = Resampling(rawValue: text.lowercased()) else {
            let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw WMSError(nil, "RESAMPLING='\(text.prefix(40))' is not known; there is: \(names).")
        }
        self = resampling
    }
}
