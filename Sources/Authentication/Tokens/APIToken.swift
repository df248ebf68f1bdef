internal import ObjectStorage

/// A secret for a program: `slc_`, 256 random bits in base64url, and their sum.
///
/// It prints as its beginning, wherever it is printed: only `text` has it.
package struct APIToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private static let beginning = "slc_"
    private static let length = 4 + 43 + 6

    package let text: String

    /// Nil for a text that is no token, or one with a letter wrong.
    package init?(_ text: String) {
        guard text.utf8.count == Self.length, text.utf8.starts(with: Self.beginning.utf8),
            text.utf8.allSatisfy({ $0 < 0x80 })
        else { return nil }
        let secret = text.prefix(Self.length - 6)
        guard SecretTextSum.of(secret).utf8.elementsEqual(text.utf8.suffix(6)) else { return nil }
        self.text = text
    }

    /// One that nobody has had before.
    package static func made() -> APIToken { APIToken(of: RandomSecret.bytes()) }

    /// `secret`: 32 bytes.
    init(of secret: [UInt8]) {
        let secret = Self.beginning + Base64Text.encodeForURL(secret)
        text = secret + SecretTextSum.of(secret)
    }

    /// What is kept of it: of so many random bits a plain SHA-256 cannot be turned round.
    package var digest: [UInt8] { SHA256Digest.digest(of: text) }

    package var description: String { "\(Self.beginning)…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
