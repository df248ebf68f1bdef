internal import JSON

/// A token in three parts, taken apart and not yet believed (JWS compact serialization: RFC 7515, section 7.1).
struct SignedToken: Sendable {
    let header: TokenHeader
    /// What the signature is about: the first two parts as they came.
    let signed: [UInt8]
    let signature: [UInt8]
    private let payload: [UInt8]

    /// Issuers' tokens have one or two thousand bytes; nginx takes no longer fields than 8 kB unless told to.
    static let maxBytes = 16 << 10
    private static let limits = JSONParser.Limits(depth: 32, bytes: maxBytes)

    /// Whether a text has three parts of base64url, the first two of them not empty: it is meant as a token like this.
    static func isOne(_ text: String) -> Bool {
        var lengths = [0]
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") {
                guard lengths.count < 3 else { return false }
                lengths.append(0)
            } else {
                guard CanonicalBase64.isDigit(byte) else { return false }
                lengths[lengths.count - 1] += 1
            }
        }
        return lengths.count == 3 && lengths[0] > 0 && lengths[1] > 0
    }

    init(_ text: String) throws(TokenRefusal) {
        guard text.utf8.count <= Self.maxBytes else { throw .long }
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .encoding }
        guard let header = CanonicalBase64.decode(parts[0]), let payload = CanonicalBase64.decode(parts[1]),
            let signature = CanonicalBase64.decode(parts[2])
        else { throw .encoding }
        guard let members = Self.object(header) else { throw .header }
        self.header = try TokenHeader(members)
        self.payload = payload
        self.signature = signature
        signed = Array(bytes[..<parts[1].endIndex])
    }

    /// What it says; to be read once the signature is known to be right.
    func claims() throws(TokenRefusal) -> JSONObject {
        guard let claims = Self.object(payload) else { throw .claims }
        return claims
    }

    private static func object(_ bytes: [UInt8]) -> JSONObject? {
        (try? JSONParser.parse(bytes, limits: limits, grammar: .strict))?.objectValue
    }
}

/// The members of a token's header that are looked at (RFC 7515, section 4.1).
///
/// What would say where a key is, or bring one along (`jku`, `jwk`, `x5u`, `x5c`), is not: keys are the issuer's alone.
struct TokenHeader: Sendable {
    let algorithm: SignatureAlgorithm
    let keyName: ExactText

    /// Of `kid`.
    static let maxNameBytes = 256
    /// Tokens of identity or access; a notice of signing out is signed alike (RFC 8725, section 3.11).
    private static let types: Set<String> = ["jwt", "at+jwt"]

    init(_ header: JSONObject) throws(TokenRefusal) {
        guard let name = header["alg"]?.stringValue, let algorithm = SignatureAlgorithm(rawValue: name)
        else { throw .algorithm }
        // Section 4.1.11: whoever does not know the extension must refuse; none is known here.
        guard header["crit"] == nil else { throw .critical }
        guard Self.isType(header["typ"]) else { throw .type }
        guard let keyName = header["kid"]?.stringValue, (1...Self.maxNameBytes).contains(keyName.utf8.count)
        else { throw .keyName }
        self.algorithm = algorithm
        self.keyName = ExactText(keyName)
    }

    /// Section 4.1.9: media types may lack their `application/`, and capitals do not count.
    private static func isType(_ value: JSONValue?) -> Bool {
        guard let value else { return true }
        guard let name = value.stringValue?.lowercased() else { return false }
        return types.contains(name.hasPrefix("application/") ? String(name.dropFirst(12)) : name)
    }
}
