internal import CCrypto
package import JSON

/// A pair of keys made for a test, as an issuer of identities signs with; libcrypto does the work.
package final class TestSigningKey: @unchecked Sendable {
    // Safe because the key is made in `init` and only read until `deinit`.
    private let key: OpaquePointer
    /// By whose rules it signs, such as `RS256`, `ES256` or `EdDSA`.
    package let algorithm: String
    /// Its `kid`.
    package let name: String

    /// A new one; nil when libcrypto makes none.
    ///
    /// `bits` and `exponent` are for RSA.
    package init?(_ algorithm: String, name: String, bits: Int32 = 2048, exponent: UInt = 65_537) {
        let kind = ["R": "RSA", "P": "RSA"][algorithm.prefix(1)] ?? (algorithm == "EdDSA" ? "ED25519" : "EC")
        guard let context = EVP_PKEY_CTX_new_from_name(nil, kind, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_keygen_init(context) == 1 else { return nil }
        if kind == "RSA" {
            guard let number = BN_new() else { return nil }
            defer { BN_free(number) }
            guard BN_set_word(number, exponent) == 1,
                EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1,
                EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, number) == 1
            else { return nil }
        } else if kind == "EC", EVP_PKEY_CTX_set_group_name(context, "P-256") != 1 {
            return nil
        }
        var made: OpaquePointer?
        guard EVP_PKEY_keygen(context, &made) == 1, let made else { return nil }
        (key, self.algorithm, self.name) = (made, algorithm, name)
    }

    deinit { EVP_PKEY_free(key) }

    /// What an issuer publishes of it; `changes` are laid over it, and null takes a member away.
    package func published(_ changes: [String: JSONValue] = [:]) -> JSONValue {
        let usual: [String: JSONValue] = ["kid": .string(name), "alg": .string(algorithm), "use": "sig"]
        var entry = usual.object
        switch algorithm.prefix(1) {
        case "R", "P":
            entry["kty"] = "RSA"
            for part in ["n", "e"] { entry[part] = .string(number(part).base64URL) }
        case "E" where algorithm != "EdDSA":
            (entry["kty"], entry["crv"]) = ("EC", "P-256")
            for (part, name) in [("x", "qx"), ("y", "qy")] {
                let digits = number(name)
                let zeros = [UInt8](repeating: 0, count: max(32 - digits.count, 0))
                entry[part] = .string((zeros + digits).base64URL)
            }
        default:
            (entry["kty"], entry["crv"]) = ("OKP", "Ed25519")
            entry["x"] = .string(raw.base64URL)
        }
        for (name, value) in changes { entry[name] = value.isNull ? JSONValue?.none : value }
        return .object(entry)
    }

    /// As tokens have it: the two halves of an ECDSA signature one after the other.
    package func signature(of text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard let context = EVP_MD_CTX_new() else { return [] }
        defer { EVP_MD_CTX_free(context) }
        var options: OpaquePointer?
        let digest = algorithm == "EdDSA" ? nil : "SHA\(algorithm.suffix(3))"
        guard EVP_DigestSignInit_ex(context, &options, digest, nil, nil, key, nil) == 1 else { return [] }
        if algorithm.hasPrefix("P") {
            EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING)
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST)
        }
        var length = 0
        guard EVP_DigestSign(context, nil, &length, bytes, bytes.count) == 1 else { return [] }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1 else { return [] }
        signature.removeLast(signature.count - length)
        return algorithm.hasPrefix("ES") ? Self.halves(signature) : signature
    }

    /// A token; `header` and `claims` are laid over usual ones, and null takes a member away.
    package func token(_ claims: JSONValue, header: [String: JSONValue] = [:]) -> String {
        let usual: [String: JSONValue] = ["kid": .string(name), "alg": .string(algorithm), "typ": "JWT"]
        var members = usual.object
        for (name, value) in header { members[name] = value.isNull ? JSONValue?.none : value }
        return token(header: JSONValue.object(members).bytes, payload: claims.bytes)
    }

    /// A token of any two parts.
    package func token(header: [UInt8], payload: [UInt8]) -> String {
        let signed = "\(header.base64URL).\(payload.base64URL)"
        return "\(signed).\(signature(of: signed).base64URL)"
    }

    /// The modulus `n`, the exponent `e`, or a coordinate of the point, big-endian.
    private func number(_ name: String) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key, name, &number) == 1, let number else { return [] }
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(number)) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return bytes
    }

    private var raw: [UInt8] {
        var length = 32
        var bytes = [UInt8](repeating: 0, count: length)
        return EVP_PKEY_get_raw_public_key(key, &bytes, &length) == 1 ? bytes : []
    }

    private static func halves(_ signature: [UInt8]) -> [UInt8] {
        signature.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            guard let pair = d2i_ECDSA_SIG(nil, &start, bytes.count) else { return [] }
            defer { ECDSA_SIG_free(pair) }
            var halves = [UInt8](repeating: 0, count: 64)
            halves.withUnsafeMutableBufferPointer { halves in
                guard let first = halves.baseAddress else { return }
                BN_bn2binpad(ECDSA_SIG_get0_r(pair), first, 32)
                BN_bn2binpad(ECDSA_SIG_get0_s(pair), first + 32, 32)
            }
            return halves
        }
    }
}

extension [UInt8] {
    /// Base64url without padding (RFC 4648, section 5).
    package var base64URL: String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        var (word, bits) = (0, 0)
        for byte in self {
            word = (word << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(letters[word >> bits & 63])
            }
        }
        if bits > 0 { text.append(letters[word << (6 - bits) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// HMAC-SHA-256 of them under `key` (RFC 2104): what `HS256` would be.
    package func authenticationCode(key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        HMAC(EVP_sha256(), key, Int32(key.count), self, count, &code, nil)
        return code
    }
}

extension [String: JSONValue] {
    /// Its members, in the order of their names.
    package var object: JSONObject { JSONObject(sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }
}
