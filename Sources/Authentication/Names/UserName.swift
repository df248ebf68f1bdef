/// What may be the name of a person or a group: it stands in files of lines, in headers and in logs.
package enum UserName {
    private static let maxBytes = 255

    /// Whether a text is a name: no `:` (RFC 7617, section 2), nothing that is no character to see, blanks only inside.
    package static func isOne(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        return (1...maxBytes).contains(bytes.count)
            && text.unicodeScalars.allSatisfy { $0 != ":" && isVisible($0) }
            && bytes.first != UInt8(ascii: " ") && bytes.last != UInt8(ascii: " ")
    }

    /// Whether it can also stand in a list that commas separate.
    package static func isGroup(_ text: some StringProtocol) -> Bool {
        isOne(text) && !text.unicodeScalars.contains { $0 == "," || $0 == ";" || $0 == " " }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned: false
        default: true
        }
    }
}
