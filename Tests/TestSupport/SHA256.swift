internal import CCrypto

/// SHA-256 (FIPS 180-4) by libcrypto, for comparing decoded arrays with published hashes.
package enum SHA256 {
    /// The digest of `bytes` in hexadecimal digits.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        guard EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto makes no SHA-256")
        }
        return digest.map { byte in
            let digits = String(byte, radix: 16)
            return String(repeating: "0", count: 2 - digits.count) + digits
        }.joined()
    }

    /// The digest of a text as a Content-Security-Policy names it: `sha256-` and Base64 (RFC 4648).
    package static func source(_ text: String) -> String {
        let digits = Array(hexadecimal(Array(text.utf8)).utf8)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var code: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).reduce(0) {
                $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0)
            }
            let count = min(bytes.count - start, 3) + 1
            for place in 0..<4 {
                code.append(place < count ? letters[group >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return "sha256-" + String(decoding: code, as: UTF8.self)
    }
}
