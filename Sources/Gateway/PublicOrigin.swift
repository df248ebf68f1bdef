/// The address under which clients reach this server, from `public_url` or nginx's own parameters, never from an
/// unlisted `Host` header.
package struct PublicOrigin: Sendable, Equatable {
    /// `http` or `https`.
    package let scheme: String
    /// Host with its port, if that is not the scheme's own.
    package let host: String
    /// Path in front of ours, without a trailing slash: empty, or such as `/cubes`.
    package let prefix: String

    package init(scheme: String, host: String, prefix: String) {
        self.scheme = scheme
        self.host = host
        self.prefix = prefix
    }

    /// The absolute address of one of our paths (which begins with `/`).
    package func url(_ path: String) -> String {
        "\(scheme)://\(host)\(prefix)\(path)"
    }

    /// The same with so much more in front of our paths.
    func below(_ path: String) -> PublicOrigin {
        path.isEmpty ? self : PublicOrigin(scheme: scheme, host: host, prefix: prefix + path)
    }

    /// From an address such as `https://cubes.example.org/cubes/`; nil for anything with a query, a user or no host.
    package init?(url: String) {
        guard let scheme = ["https", "http"].first(where: { url.hasPrefix($0 + "://") }) else { return nil }
        let rest = url.dropFirst(scheme.count + 3)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let prefix = rest[slash...].split(separator: "/").map { "/" + $0 }.joined()
        guard Self.isPlainHost(rest[..<slash]), !prefix.contains(where: { "?# \"<>".contains($0) }) else {
            return nil
        }
        self.init(scheme: scheme, host: String(rest[..<slash]), prefix: prefix)
    }

    /// Whether a host with its port can stand in an address as it is (RFC 3986, section 3.2.2).
    static func isPlainHost(_ host: some StringProtocol) -> Bool {
        (1...255).contains(host.utf8.count)
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                    UInt8(ascii: ":"),
                    UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
