/// What an object must still be for a read of it to count: noted with the reference to its bytes.
///
/// A condition that does not hold, or that the store's answer leaves in doubt, ends the read in `StorageError.changed`.
package enum ObjectCondition: Sendable, Hashable {
    /// The ETag, with its quotes or without them.
    case entityTag(String)
    /// Not modified after this second since 1970.
    case unmodifiedSince(Int)

    /// The field of HTTP that says so (RFC 9110, sections 13.1.1 and 13.1.4).
    ///
    /// Nil for what must not be sent: a weak tag never matches, and a tag with odd bytes could be more than a field.
    var field: (name: String, value: String)? {
        switch self {
        case .entityTag(let tag):
            guard !tag.hasPrefix("W/"), let bare = Self.bare(tag) else { return nil }
            return ("If-Match", "\"\(bare)\"")
        case .unmodifiedSince(let seconds): return ("If-Unmodified-Since", HTTPDate.text(seconds))
        }
    }

    /// Whether an answer with these fields is about the object that was meant.
    func holds(entityTag: String?, lastModified: Int?) -> Bool {
        switch self {
        case .entityTag(let wanted):
            guard let entityTag, let now = Self.bare(entityTag), let wanted = Self.bare(wanted) else {
                return false
            }
            return now == wanted
        case .unmodifiedSince(let seconds): return lastModified.map { $0 <= seconds } ?? false
        }
    }

    /// Whether a file is still the one that was meant.
    ///
    /// Of a tag only the length counts, if it has one: `inode-time-length` in hexadecimal is how other readers of files
    /// write it, and inodes and times differ between copies.
    func holds(length: Int, modifiedSeconds: Int) -> Bool {
        switch self {
        case .entityTag(let tag):
            let parts = (Self.bare(tag) ?? "").split(separator: "-", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { UInt64($0, radix: 16) }
            return parts.count != 3 || numbers.count != 3 || numbers[2] == UInt64(length)
        case .unmodifiedSince(let seconds): return modifiedSeconds <= seconds
        }
    }

    /// A tag without quotes and mark of weakness; nil when it holds what no tag may hold.
    private static func bare(_ tag: String) -> Substring? {
        var text = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
        if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
        let isTag = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") }
        return text.isEmpty || !isTag ? nil : text
    }
}
