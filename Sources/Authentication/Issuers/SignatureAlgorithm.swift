/// The algorithms by which tokens are signed with keys of two halves (RFC 7518, section 3.1; RFC 8037, section 3.1).
///
/// `none`, and those whose secret both sides have (`HS256`), are none of them: a public key is no secret.
enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// libcrypto's name; nil for the one that hashes by itself.
    var digest: String? {
        switch self {
        case .rs256, .ps256, .es256: "SHA256"
        case .rs384, .ps384, .es384: "SHA384"
        case .rs512, .ps512, .es512: "SHA512"
        case .edDSA: nil
        }
    }

    /// What a key must be to sign by it.
    var keyKind: KeyKind {
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa
        case .es256: .curve(.p256)
        case .es384: .curve(.p384)
        case .es512: .curve(.p521)
        case .edDSA: .ed25519
        }
    }

    /// RSASSA-PSS (RFC 7518, section 3.5), else PKCS #1 v1.5 where it is RSA.
    var isPSS: Bool {
        switch self {
        case .ps256, .ps384, .ps512: true
        default: false
        }
    }
}

/// The kinds of keys that sign.
enum KeyKind: Sendable, Equatable {
    case rsa
    case curve(SigningCurve)
    case ed25519

    /// The algorithm of a key that does not name its own, as Microsoft's do not.
    var usualAlgorithm: SignatureAlgorithm {
        switch self {
        case .rsa: .rs256
        case .curve(.p256): .es256
        case .curve(.p384): .es384
        case .curve(.p521): .es512
        case .ed25519: .edDSA
        }
    }
}

/// The curves of RFC 7518, section 6.2.1.1.
enum SigningCurve: String, Sendable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    /// Of a coordinate, and of each half of a signature.
    var bytes: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}
