internal import Execution

/// Texts with `%XX` in them, as URLs have them.
enum PercentEscapes {
    /// The text that is meant; nil when it is not UTF-8, holds a NUL, or a `%` stands alone.
    static func decoded(_ text: some StringProtocol) -> String? {
        guard let decoded = PercentCoding.decode(text, plusIsSpace: false) else { return nil }
        return decoded.utf8.contains(0) ? nil : decoded
    }
}
