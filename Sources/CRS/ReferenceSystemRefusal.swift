/// Why the text of a reference system is not used.
package enum ReferenceSystemRefusal: Error, Sendable, Hashable {
    case empty
    case tooLong(bytes: Int, limit: Int)
    /// The text is none of the forms, or breaks off: what comes next.
    case unreadable(near: String)
    /// A word, keyword or key that is on no allow list.
    case word(String)
    /// A value that its word may not have: a file, a number that is not finite.
    case value(String, of: String)
    /// A projection or transformation that is on no allow list.
    case method(String)
    /// A reference system without places on the Earth: engineering, vertical, temporal.
    case kind(String)
    /// PROJ can make nothing of it.
    case notMade

    /// The reason in words, for a sentence about the text.
    package var text: String {
        switch self {
        case .empty: "it is empty"
        case .tooLong(let bytes, let limit): "it has \(bytes) bytes, at most \(limit) are read"
        case .unreadable(let near): "it cannot be read at '\(near)'"
        case .word(let word): "its word '\(word)' is not among those that may reach PROJ"
        case .value(let value, let word): "'\(value)' is no value that \(word) may have"
        case .method(let method): "its method '\(method)' is not among those that may reach PROJ"
        case .kind(let kind): "it is \(kind), which has no places on the Earth"
        case .notMade: "PROJ cannot make it"
        }
    }

    /// The beginning of a stranger's text, short enough for a message.
    package static func excerpt(_ text: some StringProtocol) -> String {
        let start = text.unicodeScalars.prefix(maxExcerpt + 1)
        guard start.count > maxExcerpt else { return String(String.UnicodeScalarView(start)) }
        return String(String.UnicodeScalarView(start.prefix(maxExcerpt - 1))) + "…"
    }

    /// Unicode scalars: a grapheme may be of any length.
    private static let maxExcerpt = 60
}
