internal import ObjectStorage
package import Principals

/// A text that stands behind `/s/` in the addresses of a web map: it says for which token, until when and for what it is
/// good, and dies with that token.
///
/// `sla_`, then base64url of `KEY EXPIRY TOKEN SCOPE`, a point, and base64url of the code (HMAC-SHA-256) by which the key
/// vouches for all that and the token's owner. Whoever has it may use it: it prints as its beginning.
package struct SignedAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package enum Problem: Error, Sendable, Equatable {
        /// The token is not there, or over.
        case noToken(String)
        /// The scope is wider than the token's.
        case wider(than: Scope)
        case tooLong(mostDays: Int)
        case past
    }

    /// An address travels through chats and pages: what it opens must close by itself.
    package static let longestSeconds = 90 * 86_400
    private static let beginning = "sla_"
    /// Longer than the names of all datasets that a map has.
    private static let maxBytes = 4096

    package let text: String
    private let signed: Substring
    private let code: [UInt8]
    let key: String
    /// Seconds since 1970.
    package let expires: Int
    /// Of a `TokenRecord`.
    let token: String
    package let scope: Scope

    /// Reads a text without knowing whether it is genuine; nil where it is no signed address at all.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maxBytes, text.utf8.starts(with: Self.beginning.utf8) else {
            return nil
        }
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count == 2, let payload = Self.exact(halves[0].dropFirst(Self.beginning.count)),
            let code = Self.exact(halves[1]), code.count == SHA256Digest.byteCount,
            let words = String(validating: payload, as: UTF8.self)?
                .split(separator: " ", omittingEmptySubsequences: false), words.count == 4,
            let expires = Int(words[1]), String(expires) == words[1],
            let scope = Scope(text: String(words[3]))
        else { return nil }
        (self.text, signed, self.code) = (text, halves[0], code)
        (key, self.expires, token, self.scope) = (String(words[0]), expires, String(words[2]), scope)
    }

    /// Only the one spelling that is written counts.
    private static func exact(_ text: Substring) -> [UInt8]? {
        guard let bytes = Base64Text.decode(text), Base64Text.encodeForURL(bytes) == text else { return nil }
        return bytes
    }

    /// Whether the key made it for this owner.
    func isGenuine(by key: SigningKey, owner: String) -> Bool {
        ConstantTime.areEqual(key.code(of: Self.vouched(signed, owner)), code)
    }

    private static func vouched(_ signed: some StringProtocol, _ owner: String) -> String {
        "\(signed) \(owner)"
    }

    /// Signs for a token with the newest key of a list, which gets its first one if there is none; what is not narrowed in
    /// `scope` is as the token has it.
    ///
    /// - Throws: `Problem`.
    package static func signed(
        for name: String,
        scope: Scope,
        expires: Int,
        in list: inout TokenList,
        at date: Int
    ) throws(Problem) -> SignedAddress {
        guard let record = list.record(named: name), !record.isOver(at: date) else { throw .noToken(name) }
        let scope = Scope(
            datasets: scope.datasets ?? record.scope.datasets,
            protocols: scope.protocols ?? record.scope.protocols
        )
        guard record.scope.covers(scope) else { throw .wider(than: record.scope) }
        guard expires > date else { throw .past }
        guard expires - date <= longestSeconds else { throw .tooLong(mostDays: longestSeconds / 86_400) }
        if list.keys.isEmpty { list.rotateKey(at: date) }
        guard let key = list.keys.last else { throw .noToken(name) }
        let payload = "\(key.identity) \(expires) \(record.identity) \(scope.text)"
        let signed = beginning + Base64Text.encodeForURL(Array(payload.utf8))
        let code = Base64Text.encodeForURL(key.code(of: vouched(signed, record.owner)))
        guard let address = SignedAddress("\(signed).\(code)") else { throw .wider(than: record.scope) }
        return address
    }

    /// What stands in front of the path of any address: `/s/…`.
    package var prefix: String { "/s/\(text)" }

    package var description: String { "\(Self.beginning)…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SignedAddress.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noToken(let name): "there is no token '\(name)', or it is over"
        case .wider(let scope): "the token itself is only good for \(scope.text)"
        case .tooLong(let days): "an address is good for \(days) days at most"
        case .past: "that is over already"
        }
    }
}
