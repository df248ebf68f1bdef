internal import CCrypto

/// A private RSA key from a text in PEM, PKCS #8 or PKCS #1, for signatures of RS256.
///
/// The text comes from a file that another program wrote: whatever it holds ends in a key or a fault. libcrypto
/// overwrites the numbers of a key when it is freed. One thread at a time: the struct is neither copied nor sent.
struct RSASigningKey: ~Copyable {
    /// What is wrong with the text; never what stands in it.
    enum Fault: Error, Equatable {
        case long(bytes: Int)
        case encrypted
        case unreadable
        /// Another kind of key, by libcrypto's name.
        case kind(String)
        case bits(Int)
        /// libcrypto did not sign with it.
        case unusable
    }

    /// A key of the most bits has 13 kB.
    static let maxBytes = 64 << 10
    /// Shorter ones protect nothing (NIST SP 800-131A), longer ones take seconds for a signature.
    static let bits = 2048...16_384

    private let key: OpaquePointer

    init(pem: String) throws(Fault) {
        guard pem.utf8.count <= Self.maxBytes else { throw .long(bytes: pem.utf8.count) }
        defer { CryptoErrors.forget() }
        var wasEncrypted = false
        guard let key = Self.read(pem, &wasEncrypted) else {
            throw wasEncrypted ? .encrypted : .unreadable
        }
        if let fault = Self.fault(of: key) {
            EVP_PKEY_free(key)
            throw fault
        }
        self.key = key
    }

    deinit {
        EVP_PKEY_free(key)
    }

    /// The first private key of a text.
    ///
    /// Without a function of ours libcrypto would ask the terminal for the password of an encrypted one, and wait.
    private static func read(_ pem: String, _ wasEncrypted: inout Bool) -> OpaquePointer? {
        var pem = pem
        return pem.withUTF8 { text in
            guard let source = BIO_new_mem_buf(text.baseAddress, Int32(text.count)) else { return nil }
            defer { BIO_free(source) }
            return withUnsafeMutablePointer(to: &wasEncrypted) { wasEncrypted in
                PEM_read_bio_PrivateKey(
                    source,
                    nil,
                    { _, _, _, wasEncrypted in
                        wasEncrypted?.assumingMemoryBound(to: Bool.self).pointee = true
                        return -1
                    },
                    wasEncrypted
                )
            }
        }
    }

    /// Why a key is not to be used, if it is not.
    private static func fault(of key: OpaquePointer) -> Fault? {
        guard EVP_PKEY_is_a(key, "RSA") == 1 else {
            return .kind(EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown")
        }
        let bits = Int(EVP_PKEY_get_bits(key))
        return Self.bits.contains(bits) ? nil : .bits(bits)
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2): as long as the key.
    func signature(of text: String) throws(Fault) -> [UInt8] {
        defer { CryptoErrors.forget() }
        guard let context = EVP_MD_CTX_new() else { throw .unusable }
        defer { EVP_MD_CTX_free(context) }
        var text = text
        let signature = text.withUTF8 { sign($0, context) }
        guard let signature else { throw .unusable }
        return signature
    }

    private func sign(_ text: UnsafeBufferPointer<UInt8>, _ context: OpaquePointer) -> [UInt8]? {
        guard EVP_DigestSignInit(context, nil, Algorithm.sha256.pointer, nil, key) == 1 else { return nil }
        var room = Int(EVP_PKEY_get_size(key))
        var isMade = false
        let signature = [UInt8](unsafeUninitializedCapacity: max(room, 0)) { bytes, count in
            isMade = EVP_DigestSign(context, bytes.baseAddress, &room, text.baseAddress, text.count) == 1
            count = isMade ? room : 0
        }
        return isMade ? signature : nil
    }
}

extension RSASigningKey.Fault: CustomStringConvertible {
    /// Continues a sentence that begins with what the text is.
    var description: String {
        switch self {
        case .long(let bytes):
            "is longer than a key: \(bytes) bytes, where \(RSASigningKey.maxBytes) are the most"
        case .encrypted: "is encrypted; only a key without a password can be used"
        case .unreadable: "is no RSA key in PEM"
        case .kind(let name): "is no RSA key, but one of the kind \(name)"
        case .bits(let bits):
            "has \(bits) bits; RSA keys of \(RSASigningKey.bits.lowerBound) to \(RSASigningKey.bits.upperBound) are taken"
        case .unusable: "cannot be signed with: its numbers do not fit together"
        }
    }
}
