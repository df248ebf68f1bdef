/// Characters that act on what shows a text instead of being seen in it.
package enum ActiveCharacter {
    /// Control characters (C0, C1, DEL) clear screens and forge lines of a terminal; marks of direction, embeddings,
    /// overrides and isolates (Unicode 16, UAX #9, section 2) show a text in another order than it has.
    package static func isOne(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        // Arabic letter mark; left-to-right and right-to-left marks; line and paragraph separators.
        case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029: true
        // Embeddings and overrides, then isolates.
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Its code between angle brackets, `<U+001B>`: what is shown in its place.
    package static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "<U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits + ">"
    }

    /// A text with all of them named.
    package static func named(in text: some StringProtocol) -> String {
        text.unicodeScalars.map { isOne($0) ? name(of: $0) : String($0) }.joined()
    }
}
