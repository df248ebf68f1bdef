/// How much a client wants one of several (RFC 9110, section 12.4.2).
enum FieldWeight {
    /// The weight among an item's parameters, from 0 to 1: 1 where there is none, 0 for one that is no number, nil for an item
    /// that is better left out.
    static func of(_ parameters: some Sequence<some StringProtocol>) -> Double? {
        var weight = 1.0
        for parameter in parameters where parameter.lowercased().hasPrefix("q=") {
            weight = Double(parameter.dropFirst(2)) ?? 0
        }
        return weight.isFinite ? min(max(weight, 0), 1) : nil
    }
}
