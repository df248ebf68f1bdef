/// A prefix in a container of Azure Blob storage: where it is, and how keys become addresses.
struct AzureLocation: Sendable, Equatable {
    let account: String
    let container: String
    /// As the keys have it, not escaped; without a slash at its end.
    let prefix: String
    let server: HTTPLocation
    /// What stands before the container, with a slash at its start: empty, or the account as emulators want it.
    private let root: String

    /// Takes `az://container/prefix`, `az://container@account/prefix` or
    /// `abfss://container@account.dfs.core.windows.net/prefix` apart.
    ///
    /// `account`: for addresses that do not say it. `endpoint`: of another cloud (`https://blob.core.…`), of an account, or
    /// of an emulator; nil means the public cloud.
    init(_ url: String, account: String?, endpoint: String?) throws(StoreLocationError) {
        let shown = String(url.prefix { $0 != "?" })
        guard let parts = Self.parts(of: url) else { throw .malformed(location: shown) }
        guard let account = parts.account ?? account else {
            throw .unsuitable(
                location: shown,
                problem: "it does not say which account: set account in its profile"
            )
        }
        guard Self.isName(account) else {
            throw .unsuitable(location: shown, problem: "'\(account)' is no name of an account")
        }
        (self.account, container, prefix) = (account, parts.container, parts.prefix)
        let base = endpoint ?? "https://\(parts.host ?? "\(account).blob.core.windows.net")"
        guard let place = Self.server(base, account) else {
            throw .unsuitable(
                location: shown,
                problem: "the endpoint must be such as https://host or http://host:port/account"
            )
        }
        (server, root) = place
    }

    var label: String {
        let base = "az://\(container)@\(account)"
        return prefix.isEmpty ? base : "\(base)/\(prefix)"
    }

    /// The path of an object, escaped as it is sent and signed.
    func path(of key: String) -> String {
        "\(root)/\(URIEscaping.path(container))/\(URIEscaping.path(ObjectKey.joining(prefix, key)))"
    }

    var containerPath: String { "\(root)/\(URIEscaping.path(container))" }

    private struct Parts {
        let container: String
        let account: String?
        /// Where the address says it.
        let host: String?
        let prefix: String
    }

    private static func parts(of url: String) -> Parts? {
        guard let mark = url.firstRange(of: "://"),
            StoreAddress.canonical(scheme: url[..<mark.lowerBound]) == "az"
        else {
            return nil
        }
        let rest = url[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        var prefix = rest.dropFirst(authority.count + 1)
        while prefix.last == "/" { prefix.removeLast() }
        guard prefix.utf8.count <= 1024, prefix.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return nil
        }
        let names = authority.split(separator: "@", omittingEmptySubsequences: false)
        guard names.count <= 2, let container = names.first, isContainer(container) else { return nil }
        guard names.count == 2 else {
            return Parts(container: String(container), account: nil, host: nil, prefix: String(prefix))
        }
        let labels = names[1].split(separator: ".", omittingEmptySubsequences: false)
        guard let account = labels.first, isName(String(account)) else { return nil }
        guard labels.count > 1 else {
            return Parts(
                container: String(container),
                account: String(account),
                host: nil,
                prefix: String(prefix)
            )
        }
        let host = labels.map { $0 == "dfs" ? "blob" : String($0) }.joined(separator: ".")
        guard HTTPLocation("https://\(host)") != nil else { return nil }
        return Parts(
            container: String(container),
            account: String(account),
            host: host,
            prefix: String(prefix)
        )
    }

    /// Accounts are the first label of the host, but for emulators: there they begin the path.
    private static func server(_ endpoint: String, _ account: String) -> (HTTPLocation, String)? {
        guard let base = HTTPLocation(endpoint), !endpoint.contains("?") else { return nil }
        let path = String(base.label.dropFirst(base.origin.count))
        guard let plain = HTTPLocation(base.origin) else { return nil }
        if !path.isEmpty { return (plain, path) }
        if plain.isNumeric || plain.host == "localhost" { return (plain, "/\(account)") }
        if plain.host.hasPrefix("\(account).") { return (plain, "") }
        let scheme = plain.isSecure ? "https" : "http"
        return HTTPLocation("\(scheme)://\(account).\(plain.host):\(plain.port)").map { ($0, "") }
    }

    private static func isName(_ text: String) -> Bool {
        (3...24).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }

    private static func isContainer(_ text: Substring) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "$")
            }
    }
}
