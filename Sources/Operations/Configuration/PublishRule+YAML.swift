internal import Catalogue
internal import Yams

extension PublishRule {
    static let keys = ["prefix", "id", "refresh"]
    static let refreshRange = 1.0...86_400.0
    /// A look at each takes a while.
    static let maxRules = 64

    /// The value of `publish`: one rule, or a list of them.
    static func all(
        _ document: StrictMapping,
        directory: String,
        server: ServerSettings
    ) throws(ConfigurationError) -> [PublishRule] {
        guard let node = document.node("publish") else { return [] }
        guard node.sequence != nil else {
            guard let mapping = try document.mapping("publish", keys: keys) else { return [] }
            return [try PublishRule(mapping, directory, server)]
        }
        var rules: [PublishRule] = []
        for mapping in try document.list("publish", keys: keys) {
            let rule = try PublishRule(mapping, directory, server)
            guard !rules.contains(where: { $0.prefix == rule.prefix }) else {
                throw mapping.error("prefix", "'\(rule.prefix)' is published already")
            }
            rules.append(rule)
        }
        guard rules.count <= maxRules else {
            throw document.error("publish", "must have at most \(maxRules) rules")
        }
        return rules
    }

    private init(
        _ mapping: StrictMapping,
        _ directory: String,
        _ server: ServerSettings
    ) throws(ConfigurationError) {
        _ = try mapping.requiredText("prefix")
        self.init(
            prefix: try mapping.location("prefix", below: directory) ?? "",
            id: try mapping.text("id") ?? Self.placeholder,
            refreshSeconds: try mapping.seconds("refresh", in: Self.refreshRange) ?? Self.usualSeconds
        )
        self.server = server
        guard id.contains(Self.placeholder), self.id(of: "a") != nil else {
            throw mapping.error(
                "id",
                "must hold \(Self.placeholder), and beside it letters, digits, '_' and '-' only"
            )
        }
    }
}
