/// Reads the small grammars of requests from left to right: ASCII only, bounded, no backtracking.
package struct TextScanner {
    /// More digits than any number needs; a longer one is no number.
    private static let longestNumber = 64

    private let bytes: [UInt8]
    private var offset = 0

    package init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    package var isAtEnd: Bool { offset == bytes.count }

    package mutating func skipBlanks() {
        while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    }

    package mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// The letters ahead in capitals; empty when there are none.
    package mutating func takeWord() -> String {
        let letters = bytes[offset...].prefix {
            ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
        }
        offset += letters.count
        return String(decoding: letters.map { $0 & 0xDF }, as: UTF8.self)
    }

    /// The digits ahead as a number that cannot overflow: at most nine.
    package mutating func takeCount() -> Int? {
        let digits = takeDigits()
        guard (1...9).contains(digits.count) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// A finite decimal number with optional sign, fraction and exponent; never `nan`, `inf` or hexadecimal.
    package mutating func takeNumber() -> Double? {
        let start = offset
        if !take("-") { _ = take("+") }
        let whole = takeDigits().count
        let fraction = take(".") ? takeDigits().count : 0
        guard whole + fraction > 0 else { return nil }
        if take("e") || take("E") {
            if !take("-") { _ = take("+") }
            guard !takeDigits().isEmpty else { return nil }
        }
        guard offset - start <= Self.longestNumber,
            let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)), value.isFinite
        else { return nil }
        return value
    }

    private mutating func takeDigits() -> ArraySlice<UInt8> {
        let digits = bytes[offset...].prefix { $0 >= 0x30 && $0 <= 0x39 }
        offset += digits.count
        return digits
    }
}
