internal import Authentication
internal import Yams

extension LoginSettings {
    static let keys = ["users_file", "groups", "tokens", "oidc", "client_certificates"]
    static let tokensKeys = ["path"]

    init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        self.init()
        usersFile = try mapping.path("users_file", below: directory)
        if let tokens = try mapping.mapping("tokens", keys: Self.tokensKeys) {
            _ = try tokens.requiredText("path")
            tokensFile = try tokens.path("path", below: directory)
        }
        if let oidc = try mapping.mapping("oidc", keys: IssuerSettings.keys) {
            issuer = try IssuerSettings(oidc)
        }
        takesClientCertificates = try mapping.truth("client_certificates") ?? false
        groups = try Self.groups(mapping)
        guard !isEmpty else {
            throw mapping.error(
                "users_file",
                "is needed, or tokens, oidc or client_certificates: without one of them nobody can sign in"
            )
        }
    }

    private static func groups(_ mapping: StrictMapping) throws(ConfigurationError) -> [String: [String]] {
        guard let names = mapping.node("groups")?.mapping.map({ $0.map { $0.key.string ?? "" } }) else {
            if mapping.node("groups") != nil {
                throw mapping.error("groups", "must be a mapping of groups, each with a list of its users")
            }
            return [:]
        }
        guard let written = try mapping.mapping("groups", keys: names) else { return [:] }
        var groups: [String: [String]] = [:]
        for name in names {
            guard UserName.isGroup(name) else {
                throw mapping.error("groups", "must have names without blanks, ':', ',' and ';'")
            }
            let users = try written.texts(name)
            if let wrong = users.first(where: { !UserName.isOne($0) }) {
                throw written.error(name, "has '\(wrong)', which cannot be the name of a user")
            }
            groups[name] = users
        }
        return groups
    }
}

extension IssuerSettings {
    static let keys = ["issuer", "audience", "groups_claim", "name_claim", "key_hosts", "leeway_seconds"]

    fileprivate init(_ mapping: StrictMapping) throws(ConfigurationError) {
        self.init(
            issuer: try mapping.requiredText("issuer"),
            audience: try mapping.requiredText("audience"),
            groupsClaim: try mapping.text("groups_claim")
        )
        nameClaim = try mapping.text("name_claim") ?? nameClaim
        keyHosts = try mapping.texts("key_hosts")
        leewaySeconds = try mapping.integer("leeway_seconds", in: Self.leeway) ?? leewaySeconds
        if let (key, remedy) = problem { throw mapping.error(key, remedy) }
    }
}
