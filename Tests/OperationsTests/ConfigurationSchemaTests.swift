import Authentication
import Catalogue
import Cube
import Failures
import JSON
import Quotas
import TestSupport
import Testing
import WMS

@testable import Operations

/// The tables behind `sluice config` say what the parser does: its keys, bounds, words and samples.
@Suite struct ConfigurationSchemaTests {
    /// A key of the tables, and how a file is written that has a value there.
    struct Key: CustomTestStringConvertible, Sendable {
        let path: String
        let description: KeyDescription
        let yaml: @Sendable (String) -> String
        var testDescription: String { path }
    }

    /// A mapping that the parser knows, and the names that it takes.
    private static let parsers: [(String, [KeyDescription], [String])] = [
        ("", Configuration.table, Configuration.keys), ("server", ServerSettings.table, ServerSettings.keys),
        ("workers", WorkerCounts.table, WorkerCounts.keys), ("limits", Limits.table, Limits.keys),
        ("cache", CacheSettings.table, CacheSettings.keys),
        (CacheSettings.oldKey, CacheSettings.oldTable, CacheSettings.oldKeys),
        ("datasets", PublishedDataset.table, PublishedDataset.keys),
        ("publish", PublishRule.table, PublishRule.keys), ("login", LoginSettings.table, LoginSettings.keys),
        ("access", AccessRule.table, AccessRule.keys), ("window", Policy.table, Policy.keys),
        ("oidc", IssuerSettings.table, IssuerSettings.keys),
        ("site", SiteSettings.table, SiteSettings.keys),
        ("tls", SiteSettings.TLS.table, SiteSettings.TLS.keys),
        ("cache", SiteSettings.Cache.table, SiteSettings.cacheKeys),
        ("limits", SiteSettings.Limits.table, SiteSettings.Limits.keys),
        ("crawlers", SiteSettings.Crawlers.table, SiteSettings.Crawlers.keys),
        ("quotas", Quota.table, Quota.keys),
        ("quota_store", QuotaStoreSettings.table, QuotaStoreSettings.keys),
        ("fair_use", FairUseRules.table, FairUseRules.keys), ("wms", WMSSettings.table, WMSSettings.keys),
        ("contact", WMSSettings.Contact.table, WMSSettings.Contact.keys),
        ("attribution", WMSSettings.Attribution.table, WMSSettings.Attribution.keys),
    ]

    @Test func namesAreTheParsersOwn() {
        for (name, table, keys) in Self.parsers {
            #expect(table.map(\.name).sorted() == keys.sorted(), "\(name)")
        }
        let storage = Configuration.table.first { $0.name == "storage" }
        guard case .list(let profile)? = storage?.kind else { return #expect(Bool(false)) }
        let document = "storage: [{x: 1}]"
        do throws(ConfigurationError) {
            _ = try Configuration(yaml: document, file: "c", directory: "/")
            Issue.record("accepted")
        } catch {
            for key in profile { #expect(error.problem.contains(key.name), "\(key.name)") }
        }
    }

    /// Every key below `table`; `yaml` writes a file around a mapping's entries.
    private static func keys(
        _ table: [KeyDescription],
        _ path: String,
        _ yaml: @escaping @Sendable (String) -> String
    ) -> [Key] {
        table.flatMap { key -> [Key] in
            let path = path.isEmpty ? key.name : "\(path).\(key.name)"
            let needed = table.filter { $0.isNeeded && $0.name != key.name }.map {
                "\($0.name): \($0.sample)"
            }
            let write: @Sendable (String) -> String = { value in
                yaml((needed + ["\(key.name): \(value)"]).joined(separator: ", "))
            }
            let inner: [Key] = mappings(in: key.kind).flatMap { inner, isList in
                keys(inner, path) { write(isList ? "[{\($0)}]" : "{\($0)}") }
            }
            return [Key(path: path, description: key, yaml: write)] + inner
        }
    }

    private static func mappings(in kind: KeyDescription.Kind) -> [([KeyDescription], isList: Bool)] {
        switch kind {
        case .mapping(let table): [(table, false)]
        case .list(let table): [(table, true)]
        case .either(let kinds): kinds.flatMap(mappings)
        default: []
        }
    }

    /// Profiles of stores have rules among their keys, which the next test leaves out.
    private static let all =
        keys(Configuration.table.filter { !["storage", "login", "quotas"].contains($0.name) }, "") {
            // Person and organisation are told together.
            $0.hasPrefix("wms: {contact: {person")
                ? "{\($0.replacing("{contact: {", with: "{contact: {organization: x, "))}"
                : $0.hasPrefix("wms: {contact: {organization")
                    ? "{\($0.replacing("{contact: {", with: "{contact: {person: x, "))}" : "{\($0)}"
        }
        // Nobody signs in by groups alone.
        + keys(LoginSettings.table, "login") { entries in
            let users = entries.hasPrefix("users_file") ? "" : "users_file: u, "
            return "{login: {\(users)\(entries)}}"
        }
        // A quota of nothing limits nothing.
        + keys(Quota.table, "quotas") { entries in
            let limited = ["requests:", "bytes:", "cpu_seconds:"].contains { entries.contains($0) }
            return "{quotas: [{\(entries)\(limited ? "" : ", requests: 1")}]}"
        }

    private static func accepts(_ yaml: String) -> Bool {
        (try? Configuration(yaml: yaml, file: "c.yaml", directory: "/")) != nil
    }

    @Test func thereAreMany() { #expect(Self.all.count > 60) }

    @Test(arguments: all)
    func samplesAreRight(_ key: Key) {
        guard !key.description.sample.isEmpty else { return }
        #expect(Self.accepts(key.yaml(key.description.sample)), "\(key.yaml(key.description.sample))")
    }

    /// What lies just within the bounds is right, what lies just outside is not.
    @Test(arguments: all)
    func boundsAreTheParsersOwn(_ key: Key) {
        // A least number may not be above the usual most.
        func right(_ text: String) { #expect(Self.accepts(key.yaml(text)), "\(key.yaml(text))") }
        func wrong(_ text: String) { #expect(!Self.accepts(key.yaml(text)), "\(key.yaml(text))") }
        switch key.description.kind {
        case .integer(let range), .bytes(let range):
            right("\(range.lowerBound)")
            right("\(range.upperBound)")
            wrong("\(range.lowerBound - 1)")
            wrong("\(range.upperBound + 1)")
            wrong("x")
        case .number(let range):
            right("\(range.lowerBound)")
            right("\(range.upperBound)")
            wrong("\(range.lowerBound - 0.005)")
            wrong("\(range.upperBound + 1)")
        case .choice(let words):
            for word in words { right(word) }
            wrong("anything")
        case .truth:
            right("true")
            wrong("1.5")
        case .texts:
            right("[a, b]")
            wrong("a")
        case .someTexts:
            wrong("[]")
            wrong("a")
        case .someOf(let words):
            for word in words { _ = Self.accepts(key.yaml("[\(word)]")) }
            wrong("[anything]")
            wrong("[]")
        case .numbers(let count):
            wrong("[\(Array(repeating: "1", count: count + 1).joined(separator: ", "))]")
            wrong("[a]")
        case .named:
            right("{anything: [a]}")
            wrong("a")
            wrong("{anything: a}")
        case .mapping, .list:
            wrong("a")
            wrong("{nonsense: 1}")
        case .either, .text: break
        }
        wrong("{a: {b: c}}")
    }

    @Test func theSchemaIsOne() throws {
        let schema = try JSONParser.parse(ConfigurationSchema.text)
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] == false)
        let server = try #require(schema["properties"]?["server"])
        #expect(server["properties"]?.objectValue?.keys == ServerSettings.table.map(\.name))
        #expect(server["properties"]?["hang_seconds"]?["minimum"]?.doubleValue == 2)
        let dataset = try #require(schema["properties"]?["datasets"]?["items"])
        #expect(dataset["required"] == ["id", "store"])
        #expect(dataset["properties"]?["refs"]?["enum"] == ["listed", "hidden", "fixed", nil])
    }

    @Test func theExampleIsRight() throws {
        let folder = TemporaryFolder()
        folder.write(Array(ConfigurationExample.text.utf8), to: "c.yaml")
        folder.write(Array("0123456789abcdef0123456789abcdef".utf8), to: "gate.conf")
        let check = ConfigurationCheck(file: "\(folder.path)/c.yaml", opensDatasets: false)
        #expect(check.isRight, "\(check.text)")
        for key in Configuration.table where key.sample.isEmpty {
            for (inner, _) in Self.mappings(in: key.kind) {
                for name in inner.map(\.name) {
                    #expect(ConfigurationExample.text.contains(" \(name): "), "\(key.name).\(name)")
                }
            }
        }
    }
}
