internal import Execution

/// The `name=value` pairs of a query, decoded once, in order, with repetitions.
package struct QueryItems: Sendable {
    /// More pairs than any client sends; a longer list is refused unread.
    private static let maxItems = 1000

    package let items: [(name: String, value: String)]
    private let raw: String

    /// Splits and decodes a query; `plusIsSpace` is true for WMS, tiles and EDR, false for DAP.
    ///
    /// Throws `BadRequest.malformedQuery` for broken escapes, invalid UTF-8, or too many pairs.
    package init(_ raw: String, plusIsSpace: Bool) throws(BadRequest) {
        var raw = raw
        let read = raw.withUTF8 { bytes in
            Result { () throws(BadRequest) in
                try Self.items(of: bytes, plusIsSpace)
            }
        }
        items = try read.get()
        self.raw = raw
    }

    private static func items(
        of query: UnsafeBufferPointer<UInt8>,
        _ plusIsSpace: Bool
    ) throws(BadRequest) -> [(name: String, value: String)] {
        var items: [(name: String, value: String)] = []
        var rest = query[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
            let pair = rest[..<end]
            rest = rest[min(end + 1, rest.endIndex)...]
            guard !pair.isEmpty else { continue }
            let (name, value) = halves(pair)
            guard
                let name = PercentCoding.decode(
                    UnsafeBufferPointer(rebasing: name),
                    plusIsSpace: plusIsSpace
                ),
                let value = PercentCoding.decode(
                    UnsafeBufferPointer(rebasing: value),
                    plusIsSpace: plusIsSpace
                )
            else { throw .malformedQuery("a broken escape or invalid UTF-8 in the query") }
            guard items.count < maxItems else {
                throw .malformedQuery("more than \(maxItems) parameters")
            }
            items.append((name, value))
        }
        return items
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    private static func halves(_ pair: Bytes) -> (Bytes, Bytes) {
        let pair = pair.first == UInt8(ascii: "?") ? pair.dropFirst() : pair
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else {
            return (pair, pair[pair.endIndex...])
        }
        return (pair[..<equals], pair[(equals + 1)...])
    }

    /// - Throws: `BadRequest.malformedQuery` where one name has two values: nobody knows which of the two is meant.
    package func checkNoContradictions() throws(BadRequest) {
        var values: [String: String] = [:]
        for item in items {
            guard let known = values.updateValue(item.value, forKey: item.name), known != item.value else {
                continue
            }
            throw .malformedQuery("'\(item.name.prefix(80))' is given more than once, with different values")
        }
    }

    /// The first value that is not empty of a name that is meant, as it was sent: what delimits in it is told from what is
    /// escaped.
    package func rawValue(plusIsSpace: Bool, where isMeant: (String) -> Bool) -> Substring? {
        for pair in raw.utf8.split(separator: UInt8(ascii: "&")) {
            let pair = pair.first == UInt8(ascii: "?") ? pair.dropFirst() : pair
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = pair[pair.index(after: equals)...]
            let name = PercentCoding.decode(Substring(pair[..<equals]), plusIsSpace: plusIsSpace)
            if !value.isEmpty, let name, isMeant(name) { return Substring(value) }
        }
        return nil
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
