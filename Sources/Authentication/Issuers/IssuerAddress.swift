internal import ObjectStorage

/// Where an issuer is, and where its keys may be.
struct IssuerAddress: Sendable {
    /// Of the discovery document (OpenID Connect Discovery 1.0, section 4).
    let discovery: String
    /// Hosts with their ports.
    private let places: Set<String>

    static let maxBytes = 1024

    /// Nil for an issuer without an address that can be trusted: anybody between can change what comes over http, but from
    /// this host itself.
    init?(_ settings: IssuerSettings) {
        let issuer = settings.issuer
        guard let location = Self.trusted(issuer), !issuer.contains("?") else { return nil }
        // Section 4.1: a slash at the end is left out before the path goes on.
        discovery =
            (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer)
            + "/.well-known/openid-configuration"
        places = Set(settings.keyHosts.compactMap(Self.place(ofHost:)) + [Self.place(of: location)])
    }

    /// Whether keys are fetched from there: the issuer itself says where, and so does whoever has taken its place for once.
    func allows(_ keys: String) -> Bool {
        guard let location = Self.trusted(keys) else { return false }
        return places.contains(Self.place(of: location))
    }

    /// What the configuration calls a host, with its port; nil where it is more or less than that.
    static func place(ofHost host: String) -> String? {
        guard !host.contains(where: { $0 == "/" || $0 == "?" }) else { return nil }
        return HTTPLocation("https://\(host)").map(place(of:))
    }

    private static func place(of location: HTTPLocation) -> String { "\(location.host):\(location.port)" }

    private static func trusted(_ address: String) -> HTTPLocation? {
        guard address.utf8.count <= maxBytes, let location = HTTPLocation(address),
            location.isSecure || location.isLoopback
        else { return nil }
        return location
    }
}
