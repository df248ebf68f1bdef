package import Catalogue
internal import Cube
internal import Principals
internal import Yams

extension Configuration {
    /// The rules under `access`; nil without that key: everything is public then.
    static func access(
        _ document: StrictMapping,
        place: StrictMapping.Place,
        limits: Limits
    ) throws(ConfigurationError) -> [AccessRule]? {
        guard let node = document.node("access") else {
            guard document.has("access") else { return nil }
            // A key without a value could mean everything as well as nothing.
            throw document.error(
                "access",
                "is empty: write a list of rules, [] to close everything, or no key"
            )
        }
        guard let entries = node.sequence else { throw document.error("access", "must be a list of rules") }
        var rules: [AccessRule] = []
        for (index, entry) in entries.enumerated() {
            rules.append(try AccessRule(entry, place: place.inside("access[\(index)]"), limits: limits))
        }
        return rules
    }

    /// Who may see what.
    package var accessRules: any AccessRules {
        access.map { ConfiguredRules($0) } ?? EverybodySeesAll()
    }
}

extension AccessRule {
    static let keys = ["datasets", "to", "window"]

    /// `limits` are those of the server, over which a window's stand.
    fileprivate init(_ node: Node, place: StrictMapping.Place, limits: Limits) throws(ConfigurationError) {
        let mapping = try StrictMapping(node, keys: Self.keys, place: place)
        let datasets = try mapping.someTexts("datasets", "names of datasets, such as [air, \"obs-*\"]")
        for pattern in datasets where !Self.isPattern(pattern) {
            throw mapping.error(
                "datasets",
                "'\(pattern)' is no name of datasets: letters, digits, '_', '-', and '*' for any of them"
            )
        }
        guard mapping.node("to") != nil else {
            throw mapping.error(
                "to",
                "says whom the rule is for: some of public, user:NAME, group:NAME, token:NAME; [] is nobody"
            )
        }
        var subjects: [Subject] = []
        for word in try mapping.texts("to") { subjects.append(try Subject(word, mapping)) }
        var window = Policy.unrestricted
        if let inner = try mapping.mapping("window", keys: Policy.keys) {
            guard !subjects.isEmpty else { throw mapping.error("window", "is of no use to nobody (to: [])") }
            window = try Policy(inner, over: limits)
        }
        self.init(
            datasets: datasets.map { NamePattern($0) },
            subjects: subjects,
            window: window,
            line: node.mark?.line
        )
    }

    /// Whether a text can match the id of a dataset.
    private static func isPattern(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "*")) else { return DatasetAddress.isValidID(text) }
        let letters = text.filter { $0 != "*" }
        return text.utf8.count <= 64 && letters.allSatisfy { DatasetAddress.isValidID("a\($0)") }
    }
}

extension AccessRule.Subject {
    private static let kinds = ["user", "group", "token"]

    fileprivate init(_ word: String, _ mapping: StrictMapping) throws(ConfigurationError) {
        if word == "public" {
            self = .everybody
            return
        }
        let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        let name = parts.count == 2 ? parts[1] : ""
        guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw mapping.error("to", Self.problem(word, parts[0]))
        }
        switch parts[0] {
        case "user": self = .user(name)
        case "group": self = .group(name)
        case "token": self = .token(name)
        default: throw mapping.error("to", Self.problem(word, parts[0]))
        }
    }

    private static func problem(_ word: String, _ kind: String) -> String {
        let near = NearestName.of(kind, among: kinds + ["public"])
        let hint = near.map { $0 == "public" ? "did you mean 'public'?" : "did you mean '\($0):NAME'?" }
        return "has '\(word)'; \(hint ?? "there is: public, user:NAME, group:NAME, token:NAME")"
    }
}

extension StrictMapping {
    /// The texts of a list that must have some; nil would be all, so an empty one is refused.
    func someTexts(_ key: String, _ what: String) throws(ConfigurationError) -> [String] {
        let texts = try texts(key)
        guard !texts.isEmpty else { throw error(key, "must be a list of \(what)") }
        return texts
    }
}
