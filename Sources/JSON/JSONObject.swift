/// The members of a JSON object in the order in which they were written; of equal keys the last wins.
///
/// Keys are equal if their bytes are: two that Unicode calls equivalent are two members.
package struct JSONObject: Sendable, Equatable {
    package private(set) var entries: [(key: String, value: JSONValue)] = []
    /// Where each key stands; kept only for objects too large to search through.
    private var positions: [ExactText: Int]?

    /// Up to this many entries a linear search beats a dictionary.
    private static let maxSearched = 8

    package init() {}

    package init(_ entries: [(String, JSONValue)]) {
        for (key, value) in entries { self[key] = value }
    }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }
    package var keys: [String] { entries.map(\.key) }

    /// The value of a key; assigning nil takes the key away.
    package subscript(key: String) -> JSONValue? {
        get { position(of: key).map { entries[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): entries[position].value = value
            case (nil, let value?): append(key, value)
            case (let position?, nil): remove(at: position)
            case (nil, nil): break
            }
        }
    }

    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.key.isExactly($1.key) && $0.value == $1.value }
    }

    private func position(of key: String) -> Int? {
        if let positions { return positions[ExactText(key)] }
        return entries.firstIndex { $0.key.isExactly(key) }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        positions?[ExactText(key)] = entries.count
        entries.append((key, value))
        if positions == nil, entries.count > Self.maxSearched { index() }
    }

    private mutating func remove(at position: Int) {
        entries.remove(at: position)
        if positions != nil { index() }
    }

    private mutating func index() {
        positions = Dictionary(uniqueKeysWithValues: entries.enumerated().map { (ExactText($1.key), $0) })
    }
}
