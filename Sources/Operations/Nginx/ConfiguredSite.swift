internal import Authentication
internal import Glibc

/// nginx's site as a configuration means it.
struct ConfiguredSite {
    /// Where the package puts the site that ours are made from.
    static let usualTemplate = "/usr/share/sluice/nginx/sluice.conf"
    /// Where nginx of Debian looks for sites that are served.
    static let usualPlace = "/etc/nginx/sites-enabled/sluice.conf"
    private static let maxBytes = 1 << 20

    /// What of a configuration is another's to say, where a site is tried in a place of its own.
    struct Changes {
        var listen: [String] = []
        var sockets: String?
        var gate: String?
        var prefix: String?
        var cache: String?
        /// Whether nothing is kept, whatever the configuration says.
        var keepsNothing = false
    }

    let blocks: SiteBlocks

    init(_ loaded: LoadedConfiguration, changes: Changes = Changes()) {
        let configuration = loaded.configuration
        var site = configuration.site ?? SiteSettings(server: configuration.server)
        if !changes.listen.isEmpty { site.listen = changes.listen }
        if let sockets = changes.sockets { site.sockets = sockets }
        if let prefix = changes.prefix { site.prefix = prefix }
        if let cache = changes.cache { site.cache.path = cache }
        // Rules that nobody is asked about are no part of the cache's key: what one closed would stay open for a minute.
        let hasUnaskedRules = configuration.login == nil && configuration.access != nil
        if changes.keepsNothing || hasUnaskedRules { site.cache.bytes = 0 }
        let usual = "\(FilePath.directory(of: loaded.path))/\(GateSecret.usualFile)"
        let gate = changes.gate ?? configuration.server.gateFile ?? usual
        blocks = SiteBlocks(
            site: Self.absolute(site),
            asksWho: configuration.login != nil,
            gate: Self.absolute(gate)
        )
    }

    /// nginx has another folder than whoever names a configuration by a relative path.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path.hasPrefix("./") ? String(path.dropFirst(2)) : path)"
    }

    private static func absolute(_ site: SiteSettings) -> SiteSettings {
        var site = site
        site.sockets = absolute(site.sockets)
        site.cache.path = absolute(site.cache.path)
        if var tls = site.tls {
            (tls.certificate, tls.key) = (absolute(tls.certificate), absolute(tls.key))
            tls.clientCertificates = tls.clientCertificates.map(absolute)
            tls.acmeDirectory = absolute(tls.acmeDirectory)
            site.tls = tls
        }
        return site
    }

    /// The site made from a template's text.
    func text(from template: String) -> String {
        SiteTemplate(text: template).filled(with: blocks.all)
    }

    /// - Throws: `ConfigurationError` where it cannot be read.
    static func template(at path: String) throws(ConfigurationError) -> String {
        guard let text = SmallFile.text(at: path, maxBytes: maxBytes) else {
            throw ConfigurationError(
                file: path,
                line: nil,
                problem: "cannot be read: the site is made from it (nginx/sluice.conf of the release)"
            )
        }
        return text
    }
}
