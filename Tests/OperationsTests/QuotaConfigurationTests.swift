import Authentication
import Execution
import Principals
import Quotas
import TestSupport
import Testing

@testable import Operations

/// `quotas:`, `quota_store:` and `fair_use:` as they are read, and what is said of them.
@Suite struct QuotaConfigurationTests {
    private func read(_ yaml: String) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc")
    }

    @Test func quotasAreReadInOrder() throws {
        let quotas = try read(
            """
            quotas:
              - {to: [strangers, "group:night:staff"], window: PT1H, requests: 1_000}
              - name: downloads
                to: [public]
                datasets: [air, "obs-*"]
                per: address
                window: 60
                bytes: 50 GB
                cpu_seconds: 1.5
            """.replacing("1_000", with: "1000")
        ).quotas
        #expect(
            quotas == [
                Quota(
                    name: "quota-1",
                    audience: [.strangers, .group("night:staff")],
                    windowSeconds: 3600,
                    limit: UseLimit(requests: 1000),
                    line: 2
                ),
                Quota(
                    name: "downloads",
                    audience: [.everybody],
                    datasets: [NamePattern("air"), NamePattern("obs-*")],
                    share: .address,
                    windowSeconds: 60,
                    limit: UseLimit(bytes: 50_000_000_000, cpuNanoseconds: 1_500_000_000),
                    line: 3
                ),
            ]
        )
        #expect(try read("datasets: []").quotas.isEmpty && read("quotas: []").quotas.isEmpty)
    }

    @Test(arguments: [
        ("localhost:6379", QuotaStoreSettings.Place.tcp(host: "localhost", port: 6379)),
        ("redis.example.org", .tcp(host: "redis.example.org", port: 6379)),
        ("'[::1]:7000'", .tcp(host: "::1", port: 7000)), ("'[::1]'", .tcp(host: "::1", port: 6379)),
        ("unix:/run/redis.sock", .unix("/run/redis.sock")), ("unix:redis.sock", .unix("/etc/redis.sock")),
    ]) func placesOfAStore(_ text: String, _ place: QuotaStoreSettings.Place) throws {
        #expect(try read("quota_store: {redis: \(text), hosts: 2}").quotaStore?.place == place)
    }

    @Test func aStoreHasItsSettings() throws {
        let store = try #require(
            try read(
                """
                quota_store: {redis: a:1, password_file: redis, username: u, database: 3, prefix: "x:", hosts: 4}
                fair_use: {share: 0.25, dear_seconds: 2, waiting: 0}
                """
            ).quotaStore
        )
        #expect(store.passwordFile == "/etc/redis" && store.username == "u" && store.database == 3)
        #expect(store.prefix == "x:" && store.hosts == 4)
        let rules = try read("fair_use: {share: 0.25, dear_seconds: 2, waiting: 0, crawler_share: 0.5}")
            .fairUse
        #expect((rules.share, rules.dearSeconds, rules.waiting, rules.crawlerShare) == (0.25, 2, 0, 0.5))
        #expect(try read("fair_use: ").fairUse == FairUseRules())
    }

    private static let least = "to: [public], window: 60, requests: 1"

    @Test(arguments: [
        ("quotas: {}", "must be a list of quotas"),
        ("quotas: [{window: 60, requests: 1}]", "'quotas[0].to' must"),
        ("quotas: [{to: [], window: 60, requests: 1}]", "must be a list of whom"),
        ("quotas: [{to: [stranger], window: 60, requests: 1}]", "did you mean 'strangers'?"),
        ("quotas: [{to: [grup:a], window: 60, requests: 1}]", "did you mean 'group:NAME'?"),
        ("quotas: [{to: [public], requests: 1}]", "needs 'window'"),
        ("quotas: [{to: [public], window: P1M, requests: 1}]", "from a second to 31 days"),
        ("quotas: [{to: [public], window: 0, requests: 1}]", "from a second to 31 days"),
        ("quotas: [{to: [public], window: P32D, requests: 1}]", "from a second to 31 days"),
        ("quotas: [{to: [public], window: 60}]", "without one of them nothing is limited"),
        ("quotas: [{to: [public], window: 60, request: 1}]", "did you mean 'requests'?"),
        ("quotas: [{to: [public], window: 60, bytes: much}]", "must be a size"),
        ("quotas: [{\(least), per: person}]", "must be one of: principal, address, everybody"),
        ("quotas: [{\(least), datasets: []}]", "must be a list of names of datasets"),
        ("quotas: [{\(least), datasets: [a.b]}]", "is no name of datasets"),
        ("quotas: [{\(least), name: a b}]", "letters, digits"),
        ("quotas: [{\(least), name: a}, {\(least), name: a}]", "the name of a quota above"),
        ("quota_store: {hosts: 2}", "needs 'redis'"),
        ("quota_store: {redis: 'a:1'}", "'quota_store.hosts' is needed"),
        ("quota_store: {redis: 'a:0', hosts: 1}", "must be such as"),
        ("quota_store: {redis: 'a b:1', hosts: 1}", "must be such as"),
        ("quota_store: {redis: 'unix:', hosts: 1}", "must be such as"),
        ("quota_store: {redis: a, hosts: 1, username: u}", "of no use without password_file"),
        ("quota_store: {redis: a, hosts: 1, prefix: 'a b'}", "without blanks"),
        ("quota_store: {redis: a, host: 1}", "did you mean 'hosts'?"),
        ("fair_use: {share: 2}", "must be a number from"),
        ("fair_use: {crawler_share: 0}", "must be a number from"),
        ("fair_use: {waitin: 2}", "did you mean 'waiting'?"),
    ])
    func whatIsWrongIsNamed(_ yaml: String, _ problem: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(yaml) }
        #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "it is right")")
        #expect(error?.line == 1)
    }

    /// In rules of access nobody is called so.
    @Test func strangersAreOfQuotasAlone() {
        #expect(throws: ConfigurationError.self) { try read("access: [{datasets: [a], to: [strangers]}]") }
    }

    private func warnings(_ quotas: String, login: String = "", datasets: [String]? = ["air", "obs-1"]) throws
        -> [String]
    {
        let configuration = try read("\(login)\nquotas:\n\(quotas)\n")
        return QuotaReview(
            configuration.quotas,
            login: configuration.login,
            names: KnownAskers(configuration.login),
            datasets: datasets ?? [],
            publish: datasets == nil ? [PublishRule(prefix: "/data", id: "late-{name}")] : []
        ).warnings.map(\.text)
    }

    @Test func quotasThatNeverFitAreTold() throws {
        let rest = "window: 60, requests: 1"
        #expect(try warnings("- {to: [public], \(rest)}\n- {to: [strangers, 'user:a'], \(rest)}").isEmpty)
        #expect(
            try warnings("- {to: ['user:a'], \(rest)}") == [
                "'quota-1' never fits: without 'login' nobody signs in"
            ]
        )
        #expect(
            try warnings("- {to: [public], datasets: [iar], \(rest)}") == [
                "'quota-1' never fits: it names none of the datasets; did you mean 'air'?"
            ]
        )
        #expect(
            try warnings("- {to: [public], datasets: [air, 'sea-*'], \(rest)}") == [
                "'quota-1' names 'sea-*', which matches none of the datasets"
            ]
        )
        #expect(try warnings("- {to: [public], datasets: [late-r, 'l*'], \(rest)}", datasets: nil).isEmpty)
        #expect(
            try warnings("- {to: [public], datasets: [later, 'la*e'], \(rest)}", datasets: nil) == [
                "'quota-1' names 'later', which matches none of the datasets"
            ]
        )
        let login = "login: {users_file: u, groups: {staff: [ada]}}"
        #expect(
            try warnings("- {to: ['group:staf', 'token:t', 'group:staff'], \(rest)}", login: login) == [
                "'quota-1' names somebody in vain: nobody is in a group 'staf': neither 'login: groups' nor a token has it; did you mean 'staff'?",
                "'quota-1' names somebody in vain: there is no token 't'",
            ]
        )
    }
}
