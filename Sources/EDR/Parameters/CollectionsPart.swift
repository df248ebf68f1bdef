internal import Cube
internal import Failures
internal import Serving

/// Which part of the list of collections a request wants: `limit` of them, and from where on (`cursor`), as the link to what
/// follows has it (OGC API – Common, part 2, `limit` and `next`).
struct CollectionsPart: Equatable {
    static let parameters = QueryParameters.common + [limitName, cursorName]
    static let limitName = "limit"
    static let cursorName = "cursor"
    /// Each of them may have to be opened for the list.
    static let most = 100
    private static let expected = "a whole number from 1 on; more than \(most) count as \(most)"

    /// Nil for as many as there may be.
    let limit: Int?
    /// Where it begins; nil for the first.
    let start: DatasetAddress?

    init(limit: Int? = nil, start: DatasetAddress? = nil) {
        self.limit = limit
        self.start = start
    }

    /// - Throws: `Failure.invalid` for what is no number and no place in the list.
    init(_ parameters: QueryParameters) throws(Failure) {
        limit = try parameters[Self.limitName].map { text throws(Failure) in
            let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            // What is longer than a number can be is many all the same.
            guard isNumber, let number = text.utf8.count < 18 ? Int(text) : Self.most, number > 0 else {
                throw .invalid(parameter: Self.limitName, received: text, expected: Self.expected)
            }
            return min(number, Self.most)
        }
        start = try parameters[Self.cursorName].map { text throws(Failure) in
            guard let address = try? DatasetAddress(text), address.ref == nil else {
                throw .invalid(
                    parameter: Self.cursorName,
                    received: text,
                    expected: "the text of a 'next' link of this list"
                )
            }
            return address
        }
    }

    /// The same number of what begins elsewhere.
    func beginning(at start: DatasetAddress) -> CollectionsPart {
        CollectionsPart(limit: limit, start: start)
    }

    /// As it stands in an address, `?` included; empty for the first part of the usual length.
    var query: String {
        let pairs =
            (limit.map { ["\(Self.limitName)=\($0)"] } ?? [])
            + (start.map { ["\(Self.cursorName)=\($0.encoded)"] } ?? [])
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }
}
