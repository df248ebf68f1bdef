internal import Execution

/// A store's address on a web server: where it is, and how a key becomes a URL.
package struct HTTPLocation: Sendable, Equatable {
    package let isSecure: Bool
    /// As it stands in URLs: IPv6 addresses in brackets.
    package let host: String
    package let port: Int
    /// Percent-encoded, without a slash at its end.
    private let path: String
    /// Sent with every key (signed links); without the `?`.
    private let query: String?

    /// Takes `http://host[:port]/path[?query]` apart; nil when the text is anything else, or names a user.
    package init?(_ text: String) {
        let lowered = text.prefix(8).lowercased()
        guard lowered.hasPrefix("http://") || lowered.hasPrefix("https://") else { return nil }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), !text.contains("#") else { return nil }
        isSecure = lowered.hasPrefix("https://")
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.parts(of: authority, defaultPort: isSecure ? 443 : 80) else {
            return nil
        }
        self.host = host
        self.port = port
        let target = rest.dropFirst(authority.count)
        let path = target.prefix { $0 != "?" }
        query = path.count < target.count ? String(target.dropFirst(path.count + 1)) : nil
        self.path = PercentCoding.encode(Self.withoutEndingSlashes(path)) { !Self.isNeverPlain($0) }
    }

    /// The URL of the object at `key`.
    package func url(for key: String) -> String {
        let address = "\(origin)\(path)/\(PercentCoding.encode(key, keeping: Self.isPlain))"
        return query.map { "\(address)?\($0)" } ?? address
    }

    /// Scheme, host and port: what a redirect may not change.
    package var origin: String {
        "\(isSecure ? "https" : "http")://\(host):\(port)"
    }

    /// The address without its query, which may hold a signature.
    package var label: String { origin + path }

    private static func parts(of authority: Substring, defaultPort: Int) -> (host: String, port: Int)? {
        guard !authority.contains("@") else { return nil }
        guard let hostEnd = endOfHost(in: authority) else { return nil }
        let host = String(authority[..<hostEnd]).lowercased()
        let rest = authority[hostEnd...]
        if rest.isEmpty { return (host, defaultPort) }
        guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65535).contains(port) else {
            return nil
        }
        return (host, port)
    }

    /// Nil when the text does not begin with a host name, an IPv4 address or an IPv6 address in brackets.
    private static func endOfHost(in authority: Substring) -> Substring.Index? {
        if authority.first == "[" {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            let isAddress = authority[..<bracket].dropFirst().allSatisfy {
                $0.isHexDigit || $0 == ":" || $0 == "."
            }
            return isAddress ? authority.index(after: bracket) : nil
        }
        let end = authority.firstIndex(of: ":") ?? authority.endIndex
        let host = authority[..<end]
        return !host.isEmpty && host.utf8.allSatisfy(isHostByte) ? end : nil
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        PercentCoding.isUnreserved(byte) && byte != UInt8(ascii: "~")
    }

    private static func withoutEndingSlashes(_ path: Substring) -> Substring {
        var path = path
        while path.last == "/" { path.removeLast() }
        return path
    }

    /// The unreserved characters of RFC 3986, section 2.3, and the slash.
    static func isPlain(_ byte: UInt8) -> Bool {
        PercentCoding.isUnreserved(byte) || byte == UInt8(ascii: "/")
    }

    /// In a path that the operator wrote, escapes stay as they are, and only what no URL may hold is escaped.
    private static func isNeverPlain(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "^") || byte == UInt8(ascii: "`")
            || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "|") || byte == UInt8(ascii: "}")
    }
}
