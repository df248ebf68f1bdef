package import JSON

/// Texts of stores as people are shown them, cut once, where they enter.
///
/// A store may hold a title of a megabyte: wrapping it in a legend, or repeating it for every layer of a list, would take
/// the time and memory of a whole answer. The stored attributes stay whole; DAS and DMR give them so.
package enum DisplayText {
    /// Titles, names and units: a line or two, in Unicode scalars, as a grapheme may be of any length.
    static let maxTitle = 300
    /// An attribute among others in a list, and a description: in bytes of UTF-8.
    package static let maxListed = 2 << 10

    /// A title: its first `most` scalars, the last of them an ellipsis where there were more.
    package static func title(_ text: String, most: Int = maxTitle) -> String {
        // No scalar has less than a byte: most texts need no count.
        guard text.utf8.count > most else { return text }
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: most, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<scalars.index(before: end)]) + "…"
    }

    /// Names of more bytes are no names: file systems have none, and each is repeated in every list and address.
    package static let maxName = 255

    /// Whether arrays, dimensions and groups may be called so.
    package static func isName(_ text: String) -> Bool { text.utf8.count <= maxName }

    /// Attributes in a list: what is longer than `maxListed` bytes comes as the beginning of its JSON text.
    package static func listed(_ attributes: JSONObject) -> JSONObject {
        JSONObject(
            attributes.entries.map { key, value in
                if case .string(let text) = value { return (title(key), .string(listed(text))) }
                let bytes = value.bytes
                guard bytes.count > maxListed else { return (title(key), value) }
                return (title(key), .string(listed(String(decoding: bytes, as: UTF8.self))))
            }
        )
    }

    /// A text of up to `maxListed` bytes, cut between two scalars, with an ellipsis where there were more.
    package static func listed(_ text: String, most: Int = maxListed) -> String {
        guard text.utf8.count > most else { return text }
        let ellipsis = "…"
        var end = text.utf8.index(text.startIndex, offsetBy: max(most - ellipsis.utf8.count, 0))
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end]) + ellipsis
    }
}
