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
}
