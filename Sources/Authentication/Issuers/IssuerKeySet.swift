internal import JSON
internal import ObjectStorage

/// The keys of an issuer by their names (RFC 7517, section 5).
struct IssuerKeySet: Sendable {
    private let keys: [ExactText: VerificationKey]

    /// Real ones have a few kilobytes and less than ten keys.
    static let maxBytes = 256 << 10
    static let maxKeys = 100
    private static let limits = JSONParser.Limits(depth: 16, bytes: maxBytes)

    /// Reads a document; entries that cannot be used are left out, and of two with one name the first counts.
    ///
    /// A key without a name is one that cannot be used: no token could say which it means.
    init(_ document: [UInt8]) throws(WebDocumentError) {
        let value = Self.value(document)
        guard let entries = value?["keys"]?.arrayValue else { throw WebDocumentError("it is no set of keys") }
        guard entries.count <= Self.maxKeys else {
            throw WebDocumentError("it has \(entries.count) keys, of which \(Self.maxKeys) are taken")
        }
        var keys: [ExactText: VerificationKey] = [:]
        for entry in entries {
            guard let entry = entry.objectValue, let name = entry["kid"]?.stringValue,
                (1...TokenHeader.maxNameBytes).contains(name.utf8.count), keys[ExactText(name)] == nil
            else { continue }
            keys[ExactText(name)] = VerificationKey(entry)
        }
        self.keys = keys
    }

    var count: Int { keys.count }
    var isEmpty: Bool { keys.isEmpty }

    subscript(name: ExactText) -> VerificationKey? { keys[name] }

    private static func value(_ document: [UInt8]) -> JSONValue? {
        try? JSONParser.parse(document, limits: limits, grammar: .strict)
    }
}
