internal import CCrypto

/// SHA-256 (FIPS 180-4) by libcrypto, of bytes that come in parts.
///
/// Thread rule of libcrypto 3: what is fetched (`EVP_MD`) is immutable and shared by all threads; a context belongs to one
/// thread at a time, so this struct is neither copied nor sent; errors wait in a list of each thread, which libcurl's
/// connections read too, so that code whose call fails empties it (`CryptoErrors.forget`).
///
/// Nothing from a store or a request makes it trap: a digest takes any bytes, up to 2^61 of them, and a context that has
/// begun does not fail. What is left is a system without memory for some hundred bytes.
package struct SHA256Digest: ~Copyable {
    package static let byteCount = 32

    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, Algorithm.sha256.pointer, nil) == 1
        else { fatalError("libcrypto has no memory for a digest") }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            fatalError("libcrypto does not take bytes for a digest")
        }
    }

    /// The 32 bytes; nothing can be added after.
    consuming func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { digest, count in
            guard EVP_DigestFinal_ex(context, digest.baseAddress, nil) == 1 else {
                fatalError("libcrypto does not end a digest")
            }
            count = Self.byteCount
        }
    }

    package static func digest(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256Digest()
        hash.update(bytes)
        return hash.finish()
    }

    package static func digest(of text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
    }
}

/// What libcrypto has fetched, for as long as the program runs.
struct Algorithm: @unchecked Sendable {
    // Safe because libcrypto never changes what it has fetched, and this is never freed.
    let pointer: OpaquePointer

    /// Of the host's own libcrypto, with the host's own configuration: one without SHA-256 opens no TLS either.
    static let sha256: Algorithm = {
        guard let pointer = EVP_MD_fetch(nil, "SHA256", nil) else {
            fatalError("libcrypto offers no SHA-256: look at the providers in the host's openssl.cnf")
        }
        return Algorithm(pointer: pointer)
    }()
}

enum CryptoErrors {
    /// Empties the thread's list of errors: what is left there would be taken for an error of a connection.
    static func forget() {
        ERR_clear_error()
    }
}
