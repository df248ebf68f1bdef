internal import CCrypt
internal import CCrypto

/// The memory in which libcrypt works out one hash at a time: it is no threads' own, so each slot has one.
///
/// Zeroed before each use, as crypt(3) wants it, and after, since what it holds can be turned into the password.
final class CryptBlock: @unchecked Sendable {
    // Safe because `PasswordSlots` gives a block to one thread at a time.
    private let memory: UnsafeMutableRawBufferPointer

    /// `sizeof (struct crypt_data)`, which has never changed; libcrypt refuses less.
    private static let byteCount = 32_768
    /// A longer password libcrypt refuses (`CRYPT_MAX_PASSPHRASE_SIZE`, with the zero at its end).
    static let maxPasswordBytes = 511

    init() {
        memory = .allocate(byteCount: Self.byteCount, alignment: 16)
    }

    deinit {
        memory.deallocate()
    }

    /// The hash of a password under the setting of another; nil where libcrypt fails.
    func hash(_ password: String, setting: String) -> [UInt8]? {
        OPENSSL_cleanse(memory.baseAddress, memory.count)
        defer { OPENSSL_cleanse(memory.baseAddress, memory.count) }
        guard let hash = crypt_rn(password, setting, memory.baseAddress, Int32(memory.count)) else {
            return nil
        }
        return hash.withMemoryRebound(to: UInt8.self, capacity: Self.byteCount) { start in
            Array(UnsafeBufferPointer(start: start, count: strnlen(hash, Self.byteCount)))
        }
    }
}
