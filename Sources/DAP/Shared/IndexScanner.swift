/// Reads brackets, colons and indices of a constraint, byte by byte.
struct IndexScanner {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ text: Substring) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { offset == bytes.count }

    /// Steps over one character; false where another stands.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Digits only; nil for none, and for a number that no index can be.
    mutating func number() -> Int? {
        let digits = bytes[offset...].prefix { $0 >= 0x30 && $0 <= 0x39 }
        guard (1...18).contains(digits.count) else { return nil }
        offset += digits.count
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
