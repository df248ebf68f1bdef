internal import CCrypto

/// A secret that texts are signed with by HMAC-SHA-256 (RFC 2104).
///
/// Its bytes are overwritten before their memory is given back, and it never prints them. It can be shared by threads: nothing
/// in it changes.
package final class HMACKey: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    // Safe because the bytes are written in `init` alone.
    private let secret: UnsafeMutableRawBufferPointer

    /// RFC 2104, section 2: a key that is longer than a block of the digest stands for its own digest.
    private static let blockBytes = 64

    package init(_ bytes: [UInt8]) {
        let short =
            bytes.count > Self.blockBytes ? bytes.withUnsafeBytes { SHA256Digest.digest(of: $0) } : bytes
        secret = .allocate(byteCount: short.count, alignment: 1)
        secret.copyBytes(from: short)
    }

    deinit {
        OPENSSL_cleanse(secret.baseAddress, secret.count)
        secret.deallocate()
    }

    /// The 32 bytes with which the key's holder vouches for a text.
    package func code(of text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { text in
            [UInt8](unsafeUninitializedCapacity: SHA256Digest.byteCount) { code, count in
                let made = HMAC(
                    Algorithm.sha256.pointer,
                    secret.baseAddress,
                    Int32(secret.count),
                    text.baseAddress,
                    text.count,
                    code.baseAddress,
                    nil
                )
                // Nothing from a store or a request leads here: the key has 64 bytes at most, any text has a code, and the
                // kernel that gives no memory for a context of some hundred bytes ends the process anyway.
                guard made != nil else { fatalError("libcrypto has no memory for a signature") }
                count = SHA256Digest.byteCount
            }
        }
    }

    package var description: String { "key …" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
