internal import Catalogue
internal import Cube
internal import Principals
internal import Quotas
internal import Yams

extension Quota {
    static let keys = ["name", "to", "datasets", "per", "window", "requests", "bytes", "cpu_seconds"]
    /// Each costs a request a look into the table.
    static let maxQuotas = 64
    /// From a second to a month.
    static let windowRange = 1...2_678_400
    static let requestRange = 1...1_000_000_000_000
    static let byteRange = 1...(1 << 50)
    static let cpuRange = 0.001...1e9

    /// The list under `quotas`; none without that key.
    static func all(_ document: StrictMapping, place: StrictMapping.Place) throws(ConfigurationError)
        -> [Quota]
    {
        guard let node = document.node("quotas") else { return [] }
        guard let entries = node.sequence else { throw document.error("quotas", "must be a list of quotas") }
        guard entries.count <= maxQuotas else {
            throw document.error("quotas", "must have at most \(maxQuotas) quotas")
        }
        var quotas: [Quota] = []
        for (index, entry) in entries.enumerated() {
            let mapping = try StrictMapping(entry, keys: keys, place: place.inside("quotas[\(index)]"))
            let quota = try Quota(mapping, number: index + 1, line: entry.mark?.line)
            guard !quotas.contains(where: { $0.name == quota.name }) else {
                throw mapping.error("name", "'\(quota.name)' is the name of a quota above")
            }
            quotas.append(quota)
        }
        return quotas
    }

    private init(_ mapping: StrictMapping, number: Int, line: Int?) throws(ConfigurationError) {
        let name = try mapping.text("name") ?? "quota-\(number)"
        guard Self.isName(name) else {
            throw mapping.error("name", "must be of letters, digits, '_' and '-', at most 63")
        }
        self.init(
            name: name,
            audience: try Self.audience(mapping),
            datasets: try Self.datasets(mapping),
            share: try mapping.choice("per", of: Share.self) ?? .principal,
            windowSeconds: try Self.window(mapping),
            limit: try Self.limit(mapping),
            line: line
        )
    }

    private static func isName(_ text: String) -> Bool {
        DatasetAddress.isValidID("a\(text)") && text.utf8.count <= 63
    }

    private static func audience(_ mapping: StrictMapping) throws(ConfigurationError) -> [Audience] {
        var audience: [Audience] = []
        let what = "whom it is for: public, strangers, user:NAME, group:NAME, token:NAME"
        for word in try mapping.someTexts("to", what) {
            audience.append(try Audience(word, mapping, takesStrangers: true))
        }
        return audience
    }

    private static func datasets(_ mapping: StrictMapping) throws(ConfigurationError) -> [NamePattern]? {
        guard mapping.has("datasets") else { return nil }
        return try mapping.datasetPatterns("datasets")
    }

    /// Seconds, as a number or a duration.
    private static func window(_ mapping: StrictMapping) throws(ConfigurationError) -> Int {
        let text = try mapping.requiredText("window")
        let seconds = Int(text) ?? FixedDuration.seconds(Substring(text)).map { Int($0) }
        guard let seconds, windowRange.contains(seconds) else {
            throw mapping.error("window", "must be from a second to 31 days, such as PT1H or 3600")
        }
        return seconds
    }

    private static func limit(_ mapping: StrictMapping) throws(ConfigurationError) -> UseLimit {
        let seconds = try mapping.seconds("cpu_seconds", in: cpuRange)
        let limit = UseLimit(
            requests: try mapping.integer("requests", in: requestRange).map { UInt64($0) },
            bytes: try mapping.bytes("bytes", in: byteRange).map { UInt64($0) },
            cpuNanoseconds: seconds.map { UInt64($0 * 1e9) }
        )
        guard limit != UseLimit() else {
            throw mapping.error(
                "requests",
                "is needed, or bytes or cpu_seconds: without one of them nothing is limited"
            )
        }
        return limit
    }
}
