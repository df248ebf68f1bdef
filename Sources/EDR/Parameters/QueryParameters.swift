internal import Gateway

/// The parameters of one request: names checked, none twice.
struct QueryParameters {
    /// Offered on every resource; `pin` where a dataset is named, and meaningless elsewhere.
    static let common = ["f", "pin"]

    private let items: QueryItems
    /// Values that stand in for those of the client.
    private var changes: [String: String] = [:]

    /// Takes a query apart; `known` holds every name that this resource understands.
    ///
    /// - Throws: `BadRequest` for a query that cannot be decoded, `EDRError` for unknown and repeated names.
    init(_ rawQuery: String, known: [String]) throws {
        items = try QueryItems(rawQuery, plusIsSpace: true)
        var seen: Set<String> = []
        for item in items.items {
            guard known.contains(item.name) else {
                throw EDRError.unknownParameter(name: item.name, known: known)
            }
            guard seen.insert(item.name).inserted else { throw EDRError.repeatedParameter(name: item.name) }
        }
    }

    /// The value of a parameter; nil when it is absent, or empty as HTML forms send it.
    subscript(name: String) -> String? {
        (changes[name] ?? items[name]).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The same request with other values of some parameters.
    func replacing(_ values: [String: String]) -> QueryParameters {
        var other = self
        other.changes.merge(values) { $1 }
        return other
    }
}
