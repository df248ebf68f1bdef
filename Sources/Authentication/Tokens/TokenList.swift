/// All tokens, and the keys of signed addresses.
package struct TokenList: Sendable, CustomStringConvertible, CustomReflectable {
    package enum Problem: Error, Sendable, Equatable {
        case nameTaken(String)
        case noSuchName(String, known: [String])
        case full(most: Int)
    }

    /// More than people look after.
    package static let most = 10_000
    /// The one that signs, and the one before it.
    static let liveKeys = 2

    package private(set) var records: [TokenRecord] = []
    /// The newest last.
    private(set) var keys: [SigningKey] = []
    private var byDigest: [[UInt8]: Int] = [:]
    private var byIdentity: [String: Int] = [:]
    private var names: Set<String> = []

    static let empty = TokenList()

    package init() {}

    func record(digest: [UInt8]) -> TokenRecord? { byDigest[digest].map { records[$0] } }

    func record(identity: String) -> TokenRecord? { byIdentity[identity].map { records[$0] } }

    package func record(named name: String) -> TokenRecord? { records.first { $0.name == name } }

    func key(_ identity: String) -> SigningKey? { keys.last { $0.identity == identity } }

    /// - Throws: `Problem.nameTaken`, `full`.
    package mutating func add(_ record: TokenRecord) throws(Problem) {
        guard records.count < Self.most else { throw .full(most: Self.most) }
        guard !names.contains(record.name), byDigest[record.digest] == nil else {
            throw .nameTaken(record.name)
        }
        names.insert(record.name)
        byDigest[record.digest] = records.count
        byIdentity[record.identity] = records.count
        records.append(record)
    }

    /// Takes a token out: it and all addresses that were signed for it end.
    ///
    /// - Throws: `Problem.noSuchName`.
    package mutating func revoke(_ name: String) throws(Problem) {
        guard names.contains(name) else { throw .noSuchName(name, known: records.map(\.name)) }
        var rest = TokenList()
        rest.keys = keys
        for record in records where record.name != name { try rest.add(record) }
        self = rest
    }

    /// Signs with another key from now on; the one before stays good for what it has signed.
    mutating func add(_ key: SigningKey) {
        keys.append(key)
        if keys.count > Self.liveKeys { keys.removeFirst(keys.count - Self.liveKeys) }
    }

    package var description: String { "\(records.count) tokens" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// A new key for addresses; those of the one before last end.
    package mutating func rotateKey(at date: Int) {
        guard let key = SigningKey.made(at: date) else { return }
        add(key)
    }
}
