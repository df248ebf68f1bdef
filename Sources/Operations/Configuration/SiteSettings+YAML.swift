internal import Failures
internal import Gateway

extension SiteSettings {
    static let keys = [
        "names", "listen", "tls", "prefix", "sockets", "monitors", "proxies", "cache", "limits", "crawlers",
    ]
    static let cacheKeys = ["path", "bytes"]

    /// `server` knows the names and the path that clients use, where these are not said here.
    init(_ mapping: StrictMapping, directory: String, server: ServerSettings) throws(ConfigurationError) {
        self.init(server: server)
        let inner = try mapping.mapping("tls", keys: TLS.keys)
        if inner != nil { listen = ["443"] }
        try readAddresses(mapping)
        if let inner { tls = try TLS(inner, directory: directory, besides: listen) }
        sockets = try mapping.sitePath("sockets", below: directory) ?? sockets
        if let inner = try mapping.mapping("cache", keys: Self.cacheKeys) {
            cache.path = try inner.sitePath("path", below: directory) ?? cache.path
            cache.bytes = try inner.bytes("bytes", in: 0...(1 << 50)) ?? cache.bytes
        }
        if let inner = try mapping.mapping("limits", keys: Limits.keys) { limits = try Limits(inner) }
        if let inner = try mapping.mapping("crawlers", keys: Crawlers.keys) {
            crawlers = try Crawlers(inner)
        }
    }

    /// What a configuration without `site` means.
    init(server: ServerSettings) {
        self.init()
        guard let origin = server.publicOrigin else { return }
        let port = origin.host.lastIndex(of: ":").flatMap {
            origin.host[$0...].contains("]") ? nil : $0
        }
        let name = String(origin.host[..<(port ?? origin.host.endIndex)]).lowercased()
        if SiteText.isName(name) { names = [name] }
        if SiteText.isPrefix(origin.prefix) { prefix = origin.prefix }
    }

    private mutating func readAddresses(_ mapping: StrictMapping) throws(ConfigurationError) {
        names = try mapping.siteTexts("names", such: "cubes.example.org", SiteText.isName) ?? names
        listen = try mapping.siteListens("listen") ?? listen
        guard !listen.isEmpty else { throw mapping.error("listen", "must have an address, such as 443") }
        monitors =
            try mapping.siteTexts("monitors", such: "127.0.0.1 or 10.0.0.0/8", SiteText.isNetwork) ?? monitors
        proxies = try mapping.siteTexts("proxies", such: "10.0.0.1 or 10.0.0.0/8", SiteText.isNetwork) ?? []
        guard let text = try mapping.text("prefix") else { return }
        guard SiteText.isPrefix(text) else {
            throw mapping.error("prefix", "must be a path such as '/cubes', without a slash at its end")
        }
        prefix = text
    }
}

extension SiteSettings.TLS {
    static let keys = [
        "certificate", "key", "client_certificates", "redirect", "hsts_seconds", "ocsp_resolvers",
        "acme_directory",
    ]
    /// Two years.
    static let hstsRange = 0...63_072_000

    /// `listens` are those with TLS.
    init(_ mapping: StrictMapping, directory: String, besides listens: [String]) throws(ConfigurationError) {
        _ = (try mapping.requiredText("certificate"), try mapping.requiredText("key"))
        self.init(
            certificate: try mapping.sitePath("certificate", below: directory) ?? "",
            key: try mapping.sitePath("key", below: directory) ?? ""
        )
        clientCertificates = try mapping.sitePath("client_certificates", below: directory)
        redirect = try mapping.siteListens("redirect", besides: listens) ?? redirect
        hstsSeconds = try mapping.integer("hsts_seconds", in: Self.hstsRange) ?? hstsSeconds
        ocspResolvers =
            try mapping.siteTexts("ocsp_resolvers", such: "127.0.0.53", SiteText.isResolver) ?? ocspResolvers
        acmeDirectory = try mapping.sitePath("acme_directory", below: directory) ?? acmeDirectory
    }
}

extension SiteSettings.Limits {
    static let keys = [
        "address", "principal", "header_seconds", "body_seconds", "send_seconds", "temporary_bytes",
    ]
    static let seconds = 1...3600

    init(_ mapping: StrictMapping) throws(ConfigurationError) {
        self.init()
        address = try SiteSettings.Allowance(mapping, "address", usual: address)
        principal = try SiteSettings.Allowance(mapping, "principal", usual: principal)
        headerSeconds = try mapping.integer("header_seconds", in: Self.seconds) ?? headerSeconds
        bodySeconds = try mapping.integer("body_seconds", in: Self.seconds) ?? bodySeconds
        sendSeconds = try mapping.integer("send_seconds", in: Self.seconds) ?? sendSeconds
        temporaryBytes = try mapping.bytes("temporary_bytes", in: 0...(1 << 50)) ?? temporaryBytes
    }
}

extension SiteSettings.Allowance {
    static let keys = ["requests_per_second", "burst", "at_once", "in_flight", "downloads"]
    static let range = 0...65_535

    init(_ limits: StrictMapping, _ key: String, usual: Self) throws(ConfigurationError) {
        self = usual
        guard let mapping = try limits.mapping(key, keys: Self.keys) else { return }
        requestsPerSecond = try mapping.integer("requests_per_second", in: Self.range) ?? requestsPerSecond
        burst = try mapping.integer("burst", in: Self.range) ?? burst
        atOnce = try mapping.integer("at_once", in: Self.range) ?? atOnce
        inFlight = try mapping.integer("in_flight", in: Self.range) ?? inFlight
        downloads = try mapping.integer("downloads", in: Self.range) ?? downloads
    }
}

extension SiteSettings.Crawlers {
    static let keys = ["agents", "requests_per_minute", "burst", "in_flight", "robots"]

    init(_ mapping: StrictMapping) throws(ConfigurationError) {
        self.init()
        agents = try mapping.siteTexts("agents", such: "googlebot", SiteText.isAgent) ?? agents
        let range = SiteSettings.Allowance.range
        requestsPerMinute = try mapping.integer("requests_per_minute", in: range) ?? requestsPerMinute
        burst = try mapping.integer("burst", in: range) ?? burst
        inFlight = try mapping.integer("in_flight", in: range) ?? inFlight
        robots = try mapping.choice("robots", of: SiteSettings.Robots.self) ?? robots
    }
}

extension StrictMapping {
    /// Nil where the key is missing.
    fileprivate func siteTexts(
        _ key: String,
        such example: String,
        _ isRight: (String) -> Bool
    ) throws(ConfigurationError) -> [String]? {
        guard node(key) != nil else { return nil }
        let texts = try texts(key)
        guard let wrong = texts.firstIndex(where: { !isRight($0) }) else { return texts }
        throw error(key, entry: wrong, "is '\(texts[wrong])'; it must be such as \(example)")
    }

    /// Addresses and ports to listen on; nginx refuses one that is given twice.
    fileprivate func siteListens(_ key: String, besides others: [String] = []) throws(ConfigurationError)
        -> [String]?
    {
        guard let texts = try siteTexts(key, such: "443 or 127.0.0.1:8080", SiteText.isListen) else {
            return nil
        }
        var taken = Set(others.map(SiteText.socket(ofListen:)))
        for (index, text) in texts.enumerated() {
            guard taken.insert(SiteText.socket(ofListen: text)).inserted else {
                let problem =
                    "is '\(text)', which is listened on already: nginx takes an address and port once"
                throw error(key, entry: index, problem)
            }
        }
        return texts
    }

    /// A path that stands in nginx's site.
    func sitePath(_ key: String, below directory: String) throws(ConfigurationError) -> String? {
        guard let path = try path(key, below: directory) else { return nil }
        guard SiteText.isPath(path) else {
            throw error(key, "must be a path without quotes, '$', '\\' and control characters")
        }
        return path
    }
}
