internal import CCrypto

/// A public key of an issuer, with the one algorithm that it is for.
///
/// Threads may share it: libcrypto changes nothing of a key that it verifies with.
final class VerificationKey: @unchecked Sendable {
    // Safe because the pointer is set in `init` alone, and what it points at is only read until `deinit`.
    private let key: OpaquePointer
    let algorithm: SignatureAlgorithm

    /// Shorter moduli protect nothing (NIST SP 800-131A), longer ones take long.
    static let modulusBits = 2048...8192
    /// An exponent of 1 makes every text its own signature; small ones are forged where padding is looked at loosely.
    static let leastExponent: UInt64 = 65_537

    /// An RSA key; the numbers are big-endian.
    ///
    /// Nil for numbers out of bounds: even ones, an exponent of more than 64 bits.
    convenience init?(modulus: [UInt8], exponent: [UInt8], algorithm: SignatureAlgorithm) {
        var modulus = Array(modulus.drop { $0 == 0 })
        var exponent = Array(exponent.drop { $0 == 0 })
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard Self.modulusBits.contains(bits), (modulus.last ?? 0) & 1 == 1, exponent.count <= 8 else {
            return nil
        }
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >= Self.leastExponent, value & 1 == 1 else { return nil }
        modulus.reverse()
        exponent.reverse()
        self.init(
            sluice_rsa_public_key(&modulus, modulus.count, &exponent, exponent.count),
            algorithm: algorithm
        )
    }

    /// A key on a curve; nil where a coordinate has another length, or the point does not lie on the curve.
    convenience init?(curve: SigningCurve, x: [UInt8], y: [UInt8], algorithm: SignatureAlgorithm) {
        guard x.count == curve.bytes, y.count == curve.bytes else { return nil }
        var point = [0x04] + x + y
        self.init(sluice_ec_public_key(curve.rawValue, &point, point.count), algorithm: algorithm)
    }

    /// A key of Ed25519, 32 bytes (RFC 8032, section 5.1.5).
    convenience init?(ed25519 bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.init(
            EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count),
            algorithm: .edDSA
        )
    }

    private init?(_ key: OpaquePointer?, algorithm: SignatureAlgorithm) {
        guard let key else {
            // What is left in the thread's list would be taken for an error of a connection.
            ERR_clear_error()
            return nil
        }
        self.key = key
        self.algorithm = algorithm
    }

    deinit { EVP_PKEY_free(key) }

    /// Whether `signature` is this key's for `text`; a signature has one length only.
    func verifies(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        guard let signature = forLibrary(signature), let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        var options: OpaquePointer?
        guard EVP_DigestVerifyInit_ex(context, &options, algorithm.digest, nil, nil, key, nil) == 1 else {
            return false
        }
        if algorithm.isPSS {
            // RFC 7518, section 3.5: the salt is as long as the digest.
            guard EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1,
                EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1
            else { return false }
        }
        // An error is negative: not 1, and not 0.
        return EVP_DigestVerify(context, signature, signature.count, text, text.count) == 1
    }

    /// A signature as libcrypto takes it; nil for one of another length than it must have.
    private func forLibrary(_ signature: [UInt8]) -> [UInt8]? {
        switch algorithm.keyKind {
        case .rsa: signature.count == Int(EVP_PKEY_get_size(key)) ? signature : nil
        case .ed25519: signature.count == 64 ? signature : nil
        case .curve(let curve):
            signature.count == 2 * curve.bytes ? ECDSASignature.encoded(signature) : nil
        }
    }
}

/// Signatures on curves: two numbers one after the other in tokens (RFC 7518, section 3.4), ASN.1 in libcrypto.
enum ECDSASignature {
    /// `Ecdsa-Sig-Value` (RFC 3279, section 2.2.3) in DER of the two halves.
    static func encoded(_ halves: [UInt8]) -> [UInt8] {
        let middle = halves.count / 2
        let content = integer(halves[..<middle]) + integer(halves[middle...])
        return [0x30] + length(content.count) + content
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        // A number that begins with a set bit would be negative; zero has one digit.
        if digits.first ?? 0x80 >= 0x80 { digits.insert(0, at: 0) }
        return [0x02] + length(digits.count) + digits
    }

    /// No half has more than 66 bytes: one byte of length is enough, behind a mark beyond 127.
    private static func length(_ count: Int) -> [UInt8] {
        let byte = UInt8(truncatingIfNeeded: count)
        return byte < 0x80 ? [byte] : [0x81, byte]
    }
}
