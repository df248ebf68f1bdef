internal import CDeflate
internal import ObjectStorage

/// The sum at the end of a token, by which scanners of repositories and logs tell one from a text that only looks like it.
enum SecretTextSum {
    /// Six characters of base64url for the four bytes of CRC-32 (ISO 3309), the highest first.
    static func of(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8)
        let sum = libdeflate_crc32(0, bytes, bytes.count)
        return Base64Text.encodeForURL([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) })
    }
}
