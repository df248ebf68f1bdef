internal import JSON

extension VerificationKey {
    /// Members that belong to private and to symmetric keys (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1; RFC 8037, section 2).
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// The key that an entry of a set of keys is (RFC 7517, section 4).
    ///
    /// Nil for one that is for something else, of a kind that is not taken or out of bounds; and for one that is published with
    /// its private half, by which anybody can sign.
    convenience init?(_ entry: JSONObject) {
        guard Self.isForSignatures(entry), !Self.privateMembers.contains(where: { entry[$0] != nil }),
            let kind = Self.kind(of: entry), let algorithm = Self.algorithm(of: entry, kind)
        else { return nil }
        func bytes(_ name: String) -> [UInt8] {
            entry[name]?.stringValue.flatMap { CanonicalBase64.decode($0.utf8) } ?? []
        }
        switch kind {
        case .rsa: self.init(modulus: bytes("n"), exponent: bytes("e"), algorithm: algorithm)
        case .curve(let curve): self.init(curve: curve, x: bytes("x"), y: bytes("y"), algorithm: algorithm)
        case .ed25519: self.init(ed25519: bytes("x"))
        }
    }

    private static func isForSignatures(_ entry: JSONObject) -> Bool {
        if let use = entry["use"], use.stringValue != "sig" { return false }
        guard let operations = entry["key_ops"] else { return true }
        return operations.arrayValue?.contains("verify") ?? false
    }

    private static func kind(of entry: JSONObject) -> KeyKind? {
        let curve = entry["crv"]?.stringValue
        switch entry["kty"]?.stringValue {
        case "RSA": return .rsa
        case "EC": return curve.flatMap(SigningCurve.init(rawValue:)).map { .curve($0) }
        case "OKP": return curve == "Ed25519" ? .ed25519 : nil
        default: return nil
        }
    }

    private static func algorithm(of entry: JSONObject, _ kind: KeyKind) -> SignatureAlgorithm? {
        guard let value = entry["alg"] else { return kind.usualAlgorithm }
        let algorithm = value.stringValue.flatMap(SignatureAlgorithm.init(rawValue:))
        return algorithm?.keyKind == kind ? algorithm : nil
    }
}
