/// Takes out of a text for the log what opens something: tokens and signed addresses, wherever a client has put them.
///
/// The log already knows those that stand in their place in an address. In a query, behind two slashes, or in the words of an
/// error they open nothing, and would all the same to whoever reads them there.
enum SecretTexts {
    /// How the texts begin that `sluice token` hands out, and identities of an issuer (RFC 7515: `{"` in base64).
    private static let beginnings = ["slc_", "sla_", "eyJ"].map { Array($0.utf8) }
    /// Fewer letters behind a beginning open nothing.
    private static let fewest = 16

    /// The text with `…` behind each such beginning.
    static func removed(from text: String) -> String {
        let bytes = Array(text.utf8)
        var (kept, position) = (0, 0)
        var shown: [UInt8] = []
        while position < bytes.count {
            guard let length = beginning(of: bytes[position...]) else {
                position += 1
                continue
            }
            let start = position + length
            position = bytes[start...].firstIndex { !isPart($0) } ?? bytes.count
            guard position - start >= fewest else { continue }
            shown += bytes[kept..<start] + "…".utf8
            kept = position
        }
        guard kept > 0 else { return text }
        return String(decoding: shown + bytes[kept...], as: UTF8.self)
    }

    /// The length of the beginning that stands here.
    private static func beginning(of bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first, first == UInt8(ascii: "s") || first == UInt8(ascii: "e") else {
            return nil
        }
        return beginnings.first { bytes.starts(with: $0) }?.count
    }

    /// The letters of base64url, and what stands between parts or is put behind them.
    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "="), UInt8(ascii: "%"):
            true
        default: false
        }
    }
}
