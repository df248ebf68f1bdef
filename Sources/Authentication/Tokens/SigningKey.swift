internal import ObjectStorage

/// A secret that addresses are signed with; it never prints it.
struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Letters, digits, `-` and `_`.
    let identity: String
    /// Seconds since 1970.
    let created: Int
    /// 32 bytes, for the file alone.
    let secret: [UInt8]
    private let key: HMACKey

    init?(identity: String, created: Int, secret: [UInt8]) {
        guard TokenRecord.isName(identity), !identity.utf8.contains(UInt8(ascii: ".")),
            secret.count == RandomSecret.byteCount
        else { return nil }
        (self.identity, self.created, self.secret) = (identity, created, secret)
        key = HMACKey(secret)
    }

    /// A new one.
    static func made(at date: Int) -> SigningKey? {
        let identity = Base64Text.encodeForURL(Array(RandomSecret.bytes().prefix(6)))
        return SigningKey(identity: identity, created: date, secret: RandomSecret.bytes())
    }

    func code(of text: String) -> [UInt8] { key.code(of: text) }

    var description: String { "the key \(identity)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
