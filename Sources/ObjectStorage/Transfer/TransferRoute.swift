/// How requests travel: whose certificates are believed, and through which proxy they go.
package struct TransferRoute: Sendable, Hashable {
    /// Certificates to trust instead of the system's; nil for those of the engine.
    package var certificateFile: String?
    package var proxy: Choice
    package var version = HTTPVersion.auto
    /// What stores are told beside the product.
    package var told: Set<Told> = [.dataset]

    /// For what and whom a store is read.
    package enum Told: String, Sendable, Hashable, CaseIterable {
        case dataset, principal
    }

    package enum Choice: Sendable, Hashable {
        /// What `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` say.
        case environment
        case none
        /// `http://host:port`.
        case url(String)
    }

    package init(certificateFile: String? = nil, proxy: Choice = .environment) {
        self.certificateFile = certificateFile
        self.proxy = proxy
    }
}

/// Which HTTP a store is asked by.
package enum HTTPVersion: String, Sendable, CaseIterable {
    /// 2 where a web server offers it, 1.1 for S3, Google and Azure, where one connection would slow all reads down.
    case auto
    case one = "1.1"
    case two = "2"
}

/// A proxy between this host and a store.
struct Proxy: Sendable, Equatable {
    /// As libcurl takes it; it may hold a user's name and password.
    let url: String
    /// Whose name is looked up in place of the store's.
    let location: HTTPLocation

    /// Nil for what is no `http://host:port` or `https://host:port`; without a scheme it is http.
    init?(_ text: String) {
        let url = text.contains("://") ? text : "http://\(text)"
        guard let mark = url.firstRange(of: "://") else { return nil }
        let rest = url[mark.upperBound...].prefix { $0 != "/" }
        let host = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        guard let location = HTTPLocation(String(url[..<mark.upperBound] + host)) else { return nil }
        self.url = url
        self.location = location
    }
}

extension Proxy {
    /// What is wrong with an address of a proxy as an operator writes it; nil when it can be one.
    static func problem(of text: String) -> String? {
        let mark = text.firstRange(of: "://")
        if let mark, !["http", "https"].contains(text[..<mark.lowerBound].lowercased()) {
            let scheme = text[..<mark.lowerBound].prefix { $0.isLetter || $0.isNumber }.prefix(20)
            return "must be such as http://host:port, or none: '\(scheme)' is no kind of proxy here"
        }
        let rest = text[(mark?.upperBound ?? text.startIndex)...]
        let authority = rest.prefix { $0 != "/" }
        // A word without a port is a host only where a scheme says so.
        let isAddress = mark != nil || authority.last(where: { $0 == ":" || $0 == "@" }) == ":"
        guard isAddress, rest.count <= authority.count + 1, Proxy(text) != nil else {
            return "must be such as http://host:port, or none"
        }
        return nil
    }
}

/// The proxies that the variables of a process name, by the rules that libcurl's own programs keep.
struct ProxyEnvironment: Sendable {
    private let secure: Proxy?
    private let plain: Proxy?
    private let exempt: [String]

    /// `HTTP_PROXY` in capitals does not count: under CGI it is a field of a request, which anybody can send.
    init(_ environment: StorageEnvironment) {
        let all = environment["all_proxy", "ALL_PROXY"]
        secure = (environment["https_proxy", "HTTPS_PROXY"] ?? all).flatMap(Proxy.init)
        plain = (environment["http_proxy"] ?? all).flatMap(Proxy.init)
        exempt = (environment["no_proxy", "NO_PROXY"] ?? "").split { $0 == "," || $0 == " " }
            .map { $0.hasPrefix(".") ? String($0.dropFirst()).lowercased() : $0.lowercased() }
    }

    func proxy(for location: HTTPLocation) -> Proxy? {
        let host = location.host.hasPrefix("[") ? String(location.host.dropFirst().dropLast()) : location.host
        let isExempt = exempt.contains { $0 == "*" || $0 == host || host.hasSuffix(".\($0)") }
        return isExempt ? nil : location.isSecure ? secure : plain
    }
}
