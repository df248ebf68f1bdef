internal import Cube
internal import Gateway

/// The parameters of one request: names checked, none twice.
struct QueryParameters {
    /// Offered on every resource; `pin` where a dataset is named, and meaningless elsewhere.
    static let common = ["f", "pin"]

    private let items: QueryItems
    /// Values that stand in for those of the client; of lists of names as `list` writes them.
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

    /// The variables that are named, each once.
    func variables(of dataset: Dataset) -> [String] {
        let known = DatasetNames.of(dataset)
        let listed = names(Self.variables, mostCommas: known.mostCommas) { $0.isEmpty || known.contains($0) }
        var seen: Set<String> = []
        return listed.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// The items of a list, whose commas may be part of names of which each has so many at most.
    func names(_ parameter: String, mostCommas: @autoclosure () -> Int, isKnown: @escaping (String) -> Bool)
        -> [String]
    {
        guard let text = self[parameter] else { return [] }
        let change = changes[parameter]
        guard change != nil || text.utf8.contains(UInt8(ascii: ",")) else { return [text] }
        // What stands in for the client's list has its escapes itself.
        let raw = change.map { $0[...] } ?? items.rawValue(plusIsSpace: true) { $0 == parameter }
        let list = NameList(
            delimiter: ",",
            plusIsSpace: change == nil,
            mostInName: mostCommas(),
            isKnown: isKnown
        )
        return raw.flatMap(list.names) ?? [text]
    }

    /// The parameter that lists variables.
    static let variables = "parameter-name"

    /// A list of names for `replacing`: their own commas are escaped.
    static func list(_ names: [String]) -> String {
        names.map { $0.replacing("%", with: "%25").replacing(",", with: "%2C") }.joined(separator: ",")
    }

    /// The same request with other values of some parameters.
    func replacing(_ values: [String: String]) -> QueryParameters {
        var other = self
        other.changes.merge(values) { $1 }
        return other
    }
}
