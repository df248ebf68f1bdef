package import Catalogue
internal import Cube
internal import Failures
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
        let datasets = try mapping.datasetPatterns("datasets")
        guard mapping.node("to") != nil else {
            throw mapping.error(
                "to",
                "says whom the rule is for: some of public, user:NAME, group:NAME, token:NAME; [] is nobody"
            )
        }
        var subjects: [Subject] = []
        for word in try mapping.texts("to") { subjects.append(try Audience(word, mapping)) }
        var window = Policy.unrestricted
        if let inner = try mapping.mapping("window", keys: Policy.keys) {
            guard !subjects.isEmpty else { throw mapping.error("window", "is of no use to nobody (to: [])") }
            window = try Policy(inner, over: limits)
        }
        self.init(
            datasets: datasets,
            subjects: subjects,
            window: window,
            line: node.mark?.line
        )
    }
}

extension StrictMapping {
    /// Names of datasets, `*` for any characters; at least one.
    func datasetPatterns(_ key: String) throws(ConfigurationError) -> [NamePattern] {
        let patterns = try someTexts(key, "names of datasets, such as [air, \"obs-*\"]")
        for pattern in patterns where !Self.isPattern(pattern) {
            throw error(
                key,
                "'\(pattern)' is no name of datasets: letters, digits, '_', '-', and '*' for any of them"
            )
        }
        return patterns.map { NamePattern($0) }
    }

    /// Whether a text can match the id of a dataset.
    private static func isPattern(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "*")) else { return DatasetAddress.isValidID(text) }
        let letters = text.filter { $0 != "*" }
        return text.utf8.count <= 64 && letters.allSatisfy { DatasetAddress.isValidID("a\($0)") }
    }
}

extension Audience {
    private static let kinds = ["user", "group", "token"]

    /// `takesStrangers`: whether those who have not signed in can be named alone.
    init(_ word: String, _ mapping: StrictMapping, takesStrangers: Bool = false) throws(ConfigurationError) {
        let alone: [(word: String, audience: Audience)] =
            [("public", .everybody)] + (takesStrangers ? [("strangers", .strangers)] : [])
        if let known = alone.first(where: { $0.word == word }) {
            self = known.audience
            return
        }
        let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        let name = parts.count == 2 ? parts[1] : ""
        let problem = Self.problem(word, parts[0], alone.map(\.word))
        guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw mapping.error("to", problem)
        }
        switch parts[0] {
        case "user": self = .user(name)
        case "group": self = .group(name)
        case "token": self = .token(name)
        default: throw mapping.error("to", problem)
        }
    }

    private static func problem(_ word: String, _ kind: String, _ alone: [String]) -> String {
        let near = NearestName.of(kind, among: kinds + alone)
        let hint = near.map { alone.contains($0) ? "did you mean '\($0)'?" : "did you mean '\($0):NAME'?" }
        let all = alone + kinds.map { "\($0):NAME" }
        return "has '\(word)'; \(hint ?? "there is: \(all.joined(separator: ", "))")"
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
