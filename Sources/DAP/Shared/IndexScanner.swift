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
    ///
    /// Sums of numbers of 18 digits are numbers too.
    mutating func number(digits most: Int = 18) -> Int? {
        let digits = bytes[offset...].prefix { $0 >= 0x30 && $0 <= 0x39 }
        guard (1...most).contains(digits.count), let number = Int(String(decoding: digits, as: UTF8.self))
        else {
            return nil
        }
        offset += digits.count
        return number
    }
}
