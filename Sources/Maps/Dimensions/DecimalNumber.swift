/// Numbers as services of pictures write them.
package enum DecimalNumber {
    /// A number in decimals, with an exponent if need be (OGC 06-042, section 6.5); nil for other texts.
    package static func number(_ text: Substring) -> Double? {
        let hasSpaces = text.utf8.contains(UInt8(ascii: " "))
        let trimmed = hasSpaces ? Substring(text.filter { $0 != " " }) : text
        let isPlain = trimmed.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
        }
        guard isPlain, let value = Double(trimmed), value.isFinite else { return nil }
        return value
    }
}
