internal import CF
package import Failures

/// The name of a dataset in every protocol's paths: `id *("." group) ["@" ref ["~" time]]`.
///
/// It is parsed from a path segment that the gateway has decoded once, so `/` inside a ref arrives as it is only if the
/// client wrote it as `%2F`. Clients may write `~` or `%7E` as they like (RFC 3986, section 2.3): it begins a time
/// only where a date stands behind it, the last one if there are several. A `~` of a ref's own name that would be taken
/// for that mark is `%7E` even then, written `%257E` in a path, and a `%` may be `%25`.
package struct DatasetAddress: Sendable, Hashable {
    package let id: String
    package let groups: [String]
    package let ref: String?
    package let time: String?

    package init(id: String, groups: [String] = [], ref: String? = nil, time: String? = nil) {
        self.id = id
        self.groups = groups
        self.ref = ref
        self.time = time
    }

    /// - Throws: `Failure.notFound` for a text that cannot name a dataset.
    package init(_ text: String) throws(Failure) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let names = halves[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let id = names.first, Self.isValidID(id), !names.contains("") else {
            throw .notFound(.dataset, name: text, known: [])
        }
        var ref: String?
        var time: String?
        if halves.count == 2 {
            (ref, time) = Self.parts(of: halves[1])
            if ref == "" { throw .notFound(.dataset, name: text, known: []) }
        }
        self.init(id: id, groups: Array(names.dropFirst()), ref: ref, time: time)
    }

    private static func parts(of version: Substring) -> (ref: String, time: String?) {
        guard let mark = timeMark(in: version) else { return (name(of: version), nil) }
        return (name(of: version[..<mark]), String(version[version.index(after: mark)...]))
    }

    /// Where a time begins behind a ref.
    private static func timeMark(in version: Substring) -> Substring.Index? {
        guard let mark = version.lastIndex(of: "~"),
            TimeText(String(version[version.index(after: mark)...])) != nil
        else { return nil }
        return mark
    }

    /// A ref with its own `~` and `%` as they are.
    private static func name(of version: Substring) -> String {
        guard version.contains("%") else { return String(version) }
        var name = ""
        var rest = version
        while let character = rest.first {
            if rest.hasPrefix("%25") || rest.hasPrefix("%7E") || rest.hasPrefix("%7e") {
                name.append(rest.hasPrefix("%25") ? "%" : "~")
                rest = rest.dropFirst(3)
            } else {
                name.append(character)
                rest = rest.dropFirst()
            }
        }
        return name
    }

    /// A ref as it stands in an address: whatever would be read as something else is escaped.
    private static func spelled(_ ref: String, beforeTime: Bool) -> String {
        let text = ref.replacing("%25", with: "%2525").replacing("%7E", with: "%257E")
            .replacing("%7e", with: "%257e")
        guard !beforeTime, let mark = timeMark(in: text[...]) else { return text }
        return "\(text[..<mark])%7E\(text[text.index(after: mark)...])"
    }

    /// The address of a group below, at the same snapshot.
    package func group(_ name: String) -> DatasetAddress {
        DatasetAddress(id: id, groups: groups + [name], ref: ref, time: time)
    }

    /// Whether a text can be a dataset's name: `[A-Za-z0-9][A-Za-z0-9_-]{0,62}`.
    package static func isValidID(_ id: String) -> Bool {
        let letters = id.utf8
        guard (1...63).contains(letters.count), let first = letters.first, isAlphanumeric(first) else {
            return false
        }
        return letters.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// Whether a group of this name has an address: a dot divides names, an `@` ends them.
    package static func isGroupName(_ name: String) -> Bool {
        !name.isEmpty && DisplayText.isName(name) && !name.contains(".") && !name.contains("@")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// The address as a client writes it, before percent-encoding.
    package var text: String {
        let path = ([id] + groups).joined(separator: ".")
        return version.map { "\(path)@\($0)" } ?? path
    }

    /// What stands behind the `@`; nil without a ref.
    package var version: String? {
        ref.map { Self.spelled($0, beforeTime: time != nil) + (time.map { "~\($0)" } ?? "") }
    }
}
