internal import Execution

/// Comparison of entity tags (RFC 9110, sections 8.8.3 and 13.1.2).
enum EntityTag {
    /// The tag as a field value: quoted, with `W/` kept in front if it is there.
    static func fieldValue(_ tag: String) -> String {
        tag.hasPrefix("W/") ? "W/\"\(opaque(tag.dropFirst(2)))\"" : "\"\(opaque(tag[...]))\""
    }

    /// The tag with the states of what the body was made of.
    static func tag(_ tag: String, of states: ContentDigest) -> String {
        var digest = states
        digest.add(tag)
        return (tag.hasPrefix("W/") ? "W/" : "") + digest.text
    }

    /// Whether `If-None-Match` names the tag, compared weakly, or is `*`.
    static func matches(_ condition: String, tag: String) -> Bool {
        if isAny(condition) { return true }
        let wanted = opaque(tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...])
        var rest = condition.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "\"")) {
            let content = rest[rest.index(after: start)...]
            guard let end = content.firstIndex(of: UInt8(ascii: "\"")) else { return false }
            if content[..<end].elementsEqual(wanted.utf8) { return true }
            rest = content[content.index(after: end)...]
        }
        return false
    }

    /// Whether the condition is `*`, which holds for all that there is.
    static func isAny(_ condition: String) -> Bool { condition.trimmed == "*" }

    /// Only characters that may stand in a tag.
    private static func opaque(_ text: Substring) -> String {
        String(decoding: text.utf8.filter { $0 == 0x21 || (0x23...0x7E).contains($0) }, as: UTF8.self)
    }
}

extension Substring {
    /// Without spaces and tabs around it (RFC 9110, section 5.6.3).
    var trimmed: Substring {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }),
            let last = utf8.lastIndex(where: { !isSpace($0) })
        else {
            return self[endIndex...]
        }
        return self[first..<utf8.index(after: last)]
    }
}

extension String {
    /// The same.
    var trimmed: Substring { self[...].trimmed }
}
