internal import Execution

/// The `name=value` pairs of a query, decoded once, in order, with repetitions.
package struct QueryItems: Sendable {
    /// More pairs than any client sends; a longer list is refused unread.
    private static let maxItems = 1000

    package let items: [(name: String, value: String)]

    /// Splits and decodes a query; `plusIsSpace` is true for WMS, tiles and EDR, false for DAP.
    ///
    /// Throws `BadRequest.malformedQuery` for broken escapes, invalid UTF-8, or too many pairs.
    package init(_ raw: String, plusIsSpace: Bool) throws(BadRequest) {
        var items: [(name: String, value: String)] = []
        for pair in raw.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
            let (name, value) = Self.halves(pair)
            guard let name = PercentCoding.decode(name, plusIsSpace: plusIsSpace),
                let value = PercentCoding.decode(value, plusIsSpace: plusIsSpace)
            else { throw .malformedQuery("a broken escape or invalid UTF-8 in the query") }
            guard items.count < Self.maxItems else {
                throw .malformedQuery("more than \(Self.maxItems) parameters")
            }
            items.append((name, value))
        }
        self.items = items
    }

    private static func halves(_ pair: Substring.UTF8View) -> (Substring.UTF8View, Substring.UTF8View) {
        let pair = pair.first == UInt8(ascii: "?") ? pair.dropFirst() : pair
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else {
            return (pair, pair[pair.endIndex...])
        }
        return (pair[..<equals], pair[pair.index(after: equals)...])
    }

    /// The first value of exactly this name.
    package subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    /// The first value of this name in any case, as in WMS and WMTS.
    package subscript(anyCase name: String) -> String? {
        let name = name.lowercased()
        return items.first { $0.name.lowercased() == name }?.value
    }
}
