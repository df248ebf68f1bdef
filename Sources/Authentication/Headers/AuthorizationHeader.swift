internal import ObjectStorage

/// What clients send as `Authorization` (RFC 9110, section 11.6.2).
package enum AuthorizationHeader {
    /// Longer than any token of an issuer.
    private static let maxBytes = 20 << 10

    /// The credential in the values of a request's `Authorization` fields; nil where there is none, or only empty ones.
    ///
    /// Two that differ are unreadable: which of them counts could be seen differently by whoever stands in between.
    package static func credential(_ values: [String]) -> PresentedCredential? {
        let values = values.filter { $0.utf8.contains { $0 != 0x20 && $0 != 0x09 } }
        guard let first = values.first else { return nil }
        guard values.allSatisfy({ $0 == first }), first.utf8.count <= maxBytes else { return .unreadable }
        let words = first.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
        guard words.count == 2, let scheme = String(words[0]), let value = String(words[1]) else {
            return .unreadable
        }
        switch scheme.lowercased() {
        case "basic": return basic(value)
        case "bearer": return isToken68(value) ? .bearer(value) : .unreadable
        default: return .unreadable
        }
    }

    /// Base64 of user, `:` and password (RFC 7617), in UTF-8 or else in Latin-1, as old clients write it.
    private static func basic(_ value: String) -> PresentedCredential {
        guard isToken68(value), let bytes = Base64Text.decode(value) else { return .unreadable }
        let text = String(validating: bytes, as: UTF8.self) ?? latin1(bytes)
        let scalars = text.unicodeScalars
        guard let colon = scalars.firstIndex(of: ":"),
            !scalars.contains(where: { $0.properties.generalCategory == .control })
        else { return .unreadable }
        let password = scalars[scalars.index(after: colon)...]
        return .password(user: String(scalars[..<colon]), password: String(password))
    }

    private static func latin1(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// RFC 9110, section 11.2.
    private static func isToken68(_ text: String) -> Bool {
        let body = text.utf8.reversed().drop { $0 == UInt8(ascii: "=") }
        return !body.isEmpty
            && body.allSatisfy { byte in
                (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39).contains(byte)
                    || "-._~+/".utf8.contains(byte)
            }
    }
}
