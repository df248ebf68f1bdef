internal import ObjectStorage
package import Principals

/// What is known of an API token: everything but the token.
package struct TokenRecord: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// What it is called in lists, logs and rules: letters, digits, `-`, `_` and `.`, at most 63.
    package let name: String
    /// The person or service that it stands for.
    package let owner: String
    /// Groups that the owner is in while it comes with this token.
    package let groups: [String]
    package let scope: Scope
    /// Seconds since 1970.
    package let created: Int
    /// The same; nil for one that does not end by itself.
    package let expires: Int?
    let digest: [UInt8]

    /// Nil where a name is none.
    package init?(
        name: String,
        owner: String,
        groups: [String] = [],
        scope: Scope = .whole,
        created: Int,
        expires: Int?,
        digest: [UInt8]
    ) {
        guard Self.isName(name), UserName.isOne(owner), groups.allSatisfy({ UserName.isGroup($0) }),
            digest.count == SHA256Digest.byteCount
        else { return nil }
        (self.name, self.owner, self.groups, self.scope) = (name, owner, groups, scope)
        (self.created, self.expires, self.digest) = (created, expires, digest)
    }

    package static func isName(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39).contains(byte)
                    || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
            }
    }

    package func isOver(at date: Int) -> Bool { expires.map { $0 <= date } ?? false }

    /// What signed addresses call it: another token of the same name is another one.
    var identity: String { Base64Text.encodeForURL(Array(digest.prefix(12))) }

    /// Whoever comes with it, in a scope that may be narrower than its own.
    func principal(scope: Scope) -> Principal {
        Principal(name: owner, groups: groups, token: name, scope: scope)
    }

    package var description: String { "the token '\(name)'" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
