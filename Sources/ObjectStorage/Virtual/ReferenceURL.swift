/// How references write the key of an object in a bucket, or a path; in http(s) it always is escaped.
package enum ReferenceSpelling: Sendable {
    /// Percent-encoded, as URLs are.
    case escaped
    /// The key as it is, as fsspec has it.
    case literal
}

/// The address of an object as a reference names it: scheme and host as they compare, and the object's key.
struct ReferenceURL: Equatable {
    /// In small letters, and one for the many names of a kind of store.
    let scheme: String
    /// In small letters where it is a host; as written where it is a bucket or container.
    let authority: String
    /// Not escaped, without the slash at its start.
    let path: String
    /// Of http(s) only.
    let query: String?

    /// Longer texts name nothing.
    private static let maxBytes = 8192

    /// Nil for what is no absolute address; a bare absolute path means `file:`.
    init?(_ text: String, spelling: ReferenceSpelling) {
        guard text.utf8.count <= Self.maxBytes, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return nil
        }
        guard !text.hasPrefix("/") else {
            guard let path = Self.normalised(text) else { return nil }
            (scheme, authority, self.path, query) = ("file", "", path, nil)
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        scheme = StoreAddress.canonical(scheme: text[..<colon])
        let rest = text[colon...].dropFirst()
        if scheme == "file" {
            guard let path = Self.path(ofFile: rest, spelling) else { return nil }
            (authority, self.path, query) = ("", path, nil)
            return
        }
        guard rest.hasPrefix("//") else { return nil }
        let target = rest.dropFirst(2)
        let authority = target.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty else { return nil }
        let isWeb = scheme == "http" || scheme == "https"
        guard !isWeb || !authority.contains("@") else { return nil }
        self.authority = isWeb ? Self.host(authority, scheme) : String(authority)
        let isEscaped = isWeb || spelling == .escaped
        let written = target.dropFirst(authority.count)
        let path = isEscaped ? written.prefix { $0 != "?" && $0 != "#" } : written
        let query = written.dropFirst(path.count).prefix { $0 != "#" }
        self.query = isWeb && !query.isEmpty ? String(query.dropFirst()) : nil
        guard let key = isEscaped ? PercentEscapes.decoded(path) : String(path) else { return nil }
        self.path = String(key.drop { $0 == "/" })
    }

    /// The key below `prefix`; nil when this lies elsewhere.
    ///
    /// A prefix never ends inside a name: `s3://a/b` is not above `s3://a/bc`.
    func key(below prefix: ReferenceURL) -> String? {
        guard scheme == prefix.scheme, authority == prefix.authority else { return nil }
        var above = Array(prefix.path.utf8)
        if !above.isEmpty, above.last != UInt8(ascii: "/") { above.append(UInt8(ascii: "/")) }
        guard path.utf8.count > above.count, path.utf8.starts(with: above) else { return nil }
        return String(path.utf8.dropFirst(above.count))
    }

    /// Without the port that its scheme has anyway.
    private static func host(_ authority: Substring, _ scheme: String) -> String {
        let host = authority.lowercased()
        let port = scheme == "https" ? ":443" : ":80"
        return host.hasSuffix(port) ? String(host.dropLast(port.count)) : host
    }

    private static func path(ofFile rest: Substring, _ spelling: ReferenceSpelling) -> String? {
        var rest = rest
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let host = rest.prefix { $0 != "/" }
            guard host.isEmpty || host.lowercased() == "localhost" else { return nil }
            rest = rest.dropFirst(host.count)
        }
        guard rest.hasPrefix("/"),
            let path = spelling == .escaped ? PercentEscapes.decoded(rest) : String(rest)
        else { return nil }
        return normalised(path)
    }

    /// A path without its first slash and without `.`, `..` and empty segments; nil when it leads above the root.
    private static func normalised(_ path: String) -> String? {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment != ".." {
                segments.append(segment)
            } else if segments.popLast() == nil {
                return nil
            }
        }
        guard !path.utf8.contains(0) else { return nil }
        return segments.joined(separator: "/")
    }
}
