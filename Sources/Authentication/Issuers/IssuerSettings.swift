/// Whose tokens are believed, and what of them counts: `login: oidc:` of the configuration.
package struct IssuerSettings: Sendable, Equatable {
    /// The issuer's address, exactly as its tokens and its discovery document have it.
    package var issuer: String
    /// Whom a token must be for; it may be for others too.
    package var audience: String
    /// The claim that lists a person's groups; nil where no token says anything about groups.
    ///
    /// A claim of this name, else a path of names joined by dots: `realm_access.roles`.
    package var groupsClaim: String?
    /// The claim that is a person's name; `sub` alone is sure to stay the same person's for ever.
    package var nameClaim = "sub"
    /// Hosts, `name` or `name:port`, that the keys may be at beside the issuer's own.
    package var keyHosts: [String] = []
    /// Seconds by which the issuer's clock may differ from this host's.
    package var leewaySeconds = 60

    /// A token that is good for so much longer than it says is no token of short life any more.
    package static let leeway = 0...300
    static let maxClaimBytes = 256

    package init(issuer: String, audience: String, groupsClaim: String? = nil) {
        self.issuer = issuer
        self.audience = audience
        self.groupsClaim = groupsClaim
    }

    /// A setting that cannot be, by its key in the configuration, and what would be right; nil when all can.
    package var problem: (key: String, remedy: String)? {
        if IssuerAddress(self) == nil {
            return (
                "issuer",
                "must be such as https://login.example.org/realm, without a query; http is taken on loopback alone"
            )
        }
        if audience.isEmpty {
            return ("audience", "must be what the issuer puts into tokens for this service")
        }
        if groupsClaim.map(Self.isClaim) == false { return ("groups_claim", "must be the name of a claim") }
        if !Self.isClaim(nameClaim) { return ("name_claim", "must be the name of a claim") }
        if keyHosts.contains(where: { IssuerAddress.place(ofHost: $0) == nil }) {
            return (
                "key_hosts", "must be names of hosts, such as www.googleapis.com or keys.example.org:8443"
            )
        }
        guard Self.leeway.contains(leewaySeconds) else {
            return ("leeway_seconds", "must be \(Self.leeway.lowerBound) to \(Self.leeway.upperBound)")
        }
        return nil
    }

    private static func isClaim(_ name: String) -> Bool { (1...maxClaimBytes).contains(name.utf8.count) }
}
