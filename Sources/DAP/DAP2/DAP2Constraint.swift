internal import Execution
internal import Failures
internal import Gateway

/// A DAP2 constraint expression: what is requested, word by word, and not yet compared with the sizes of a dataset.
///
/// It is read from the query as sent: split at `&`, then decoded exactly once; `+` is a plus. `%252E` therefore arrives
/// as `%2E`, the spelling of a `.` in a name of the DDS (digest §3.2). pydap writes a name of the DDS as it stands there,
/// `a%2Cb`, and other clients a `,` between two names so: `NameList` tells them apart.
struct DAP2Constraint: Equatable {
    struct Item: Equatable {
        /// A variable, or `grid.member`, decoded once.
        let name: String
        /// One per dimension, or none for the whole array.
        let indices: [IndexTriple]
    }

    /// Empty for everything.
    let items: [Item]

    /// A prefetch list names a few hundred variables; nginx lets 64 kB pass.
    private static let longestQuery = 65_536
    private static let maxItems = 4096

    /// Reads a query: brackets and commas may be part of names, `mostCommas` at most.
    ///
    /// `rank` says how many dimensions has what a word, decoded once, names; nil for a word that names nothing.
    ///
    /// - Throws: `Failure.invalid`, or `unsupported` for selections and functions.
    init(rawQuery: String, mostCommas: Int = 0, rank: @escaping (Substring) -> Int?) throws(Failure) {
        guard rawQuery.utf8.count <= Self.longestQuery else {
            throw Self.refusal(
                "\(rawQuery.utf8.count) bytes",
                "a constraint of at most \(Self.longestQuery) bytes"
            )
        }
        let parts = rawQuery.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        for selection in parts.dropFirst() where !selection.isEmpty {
            throw .unsupported(
                reason:
                    "The selection '&\(Self.shown(Substring(selection)))' is for Sequences, and here are arrays only: "
                    + "ask for index ranges such as name[0:1:9]"
            )
        }
        guard let first = parts.first, !first.isEmpty else {
            items = []
            return
        }
        let ends = NameEnd(in: Substring(first), rank: rank) { (try? IndexParser.parse($0))?.count }
        let words = try Self.words(Substring(first), mostCommas, ends)
        guard words.count <= Self.maxItems else {
            throw Self.refusal("\(words.count) names", "at most \(Self.maxItems) names")
        }
        var items: [Item] = []
        for word in words { items.append(try Self.item(word[...], ends)) }
        self.items = items
    }

    /// What commas separate, decoded once.
    private static func words(_ text: Substring, _ mostCommas: Int, _ ends: NameEnd) throws(Failure)
        -> [String]
    {
        let list = NameList(delimiter: ",", plusIsSpace: false, mostInName: mostCommas) { word in
            ends.find(in: word[...]).map { (try? IndexParser.parse(word[$0...])) != nil } ?? false
        }
        guard let words = list.names(text) else { throw refusal(shown(text), "percent-encoded UTF-8") }
        guard words.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else {
            throw refusal(shown(text), "no control characters")
        }
        return words
    }

    /// Splits a word at its first bracket, unless a longer part of it is a name.
    private static func item(_ word: Substring, _ ends: NameEnd) throws(Failure) -> Item {
        guard !word.isEmpty else { throw refusal(",", "a name on both sides of ','") }
        if let end = ends.find(in: word) {
            return Item(name: String(word[..<end]), indices: try IndexParser.parse(word[end...]))
        }
        let split = word.utf8.firstIndex(of: UInt8(ascii: "[")) ?? word.endIndex
        let name = word[..<split]
        guard !name.contains("("), !name.contains(")") else {
            throw .unsupported(reason: "Server functions ('\(shown(name))') are not offered: name variables")
        }
        guard !name.isEmpty, !name.contains("]") else {
            throw refusal(shown(word), "a name, then index ranges")
        }
        return Item(name: String(name), indices: try IndexParser.parse(word[split...]))
    }

    private static func refusal(_ received: String, _ expected: String) -> Failure {
        .invalid(parameter: "constraint", received: received, expected: expected)
    }

    /// A short part of what the client sent.
    private static func shown(_ text: Substring) -> String { String(text.prefix(60)) }
}
