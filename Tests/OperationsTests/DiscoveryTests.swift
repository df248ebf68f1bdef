import ArgumentParser
import Catalogue
import Execution
import ObjectStorage
import Principals
import Synchronization
import TestSupport
import Testing

@testable import Operations

@Suite struct DiscoveryTests {
    @Test(arguments: [
        ("a.zarr", "a"), ("a.zarr.zip", "a"), ("a.zip", "a"), ("a.icechunk", "a"), ("a.b c.zarr", "a-b-c"),
        ("a_1-2", "a_1-2"),
        ("\u{E9}t\u{E9}", nil), (".zarr", nil), ("", nil), (String(repeating: "x", count: 64), nil),
    ])
    func idsAreMadeOfNames(store: String, id: String?) {
        #expect(PublishRule(prefix: "/x").id(of: store) == id)
    }

    @Test func patternsHaveTheNameInThem() {
        let rule = PublishRule(prefix: "s3://bucket/x", id: "obs-{name}-v1")
        #expect(rule.dataset(of: "a.zarr") == PublishedDataset(id: "obs-a-v1", store: "s3://bucket/x/a.zarr"))
    }

    private func read(_ yaml: String) throws(ConfigurationError) -> [PublishRule] {
        try Configuration(yaml: "publish: \(yaml)", file: "c.yaml", directory: "/etc").publish
    }

    @Test func rulesAreRead() throws {
        #expect(try read("{prefix: data}") == [PublishRule(prefix: "/etc/data/", refreshSeconds: 300)])
        #expect(
            try read("[{prefix: 's3://b/x/', id: 'x-{name}', refresh: 60}, {prefix: /y}]")
                == [
                    PublishRule(prefix: "s3://b/x/", id: "x-{name}", refreshSeconds: 60),
                    PublishRule(prefix: "/y/"),
                ]
        )
        #expect(try read("") == [])
    }

    @Test func theServersSettingsCountForWhatIsFound() throws {
        let yaml = "{server: {refresh: 7, lifetime: 8}, publish: [{prefix: /x}]}"
        let rules = try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc").publish
        let found = try #require(rules.first?.dataset(of: "a.zarr"))
        #expect(found.refreshSeconds == 7 && found.lifetimeSeconds == 8)
    }

    @Test(arguments: [
        ("{id: '{name}'}", "needs 'prefix'"), ("{prefix: /x, id: all}", "must hold {name}"),
        ("{prefix: /x, id: 'a.{name}'}", "must hold {name}"),
        ("{prefix: /x, refresh: 0}", "number of seconds"),
        ("{prefix: 'ftp://x/'}", "must be a path or a URL"),
        ("[{prefix: /x}, {prefix: /x/}]", "published already"),
        ("a", "must be a mapping"), ("{prefix: /x, if: 1}", "unknown key 'if'"),
    ])
    func mistakesAreNamed(yaml: String, says: String) {
        do throws(ConfigurationError) {
            _ = try read(yaml)
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains(says), "\(error)")
        }
    }

    /// Two workers of one host over the same board, and a prefix whose stores change.
    private final class Host: Sendable {
        struct State {
            var names = ["b.zarr", "a"]
            var error: StorageError?
            var looks = 0
            var notes: [String?] = []
            var published: [[String]] = [[], []]
        }

        let state = Mutex(State())
        let board = DiscoveryBoard()

        func worker(_ number: Int, _ rules: [PublishRule] = [PublishRule(prefix: "/x", refreshSeconds: 100)])
            -> Discovery
        {
            Discovery(
                rules,
                board: board,
                list: { [self] _, _ in
                    try state.withLock { state in
                        state.looks += 1
                        if let error = state.error { throw error }
                        return state.names
                    }
                },
                note: { [self] _, cause in state.withLock { $0.notes.append(cause) } },
                publish: { [self] found in state.withLock { $0.published[number] = found.map(\.id) } }
            )
        }
    }

    @Test(arguments: [
        ("{name}", "a", true), ("{name}", "a*", true), ("{name}", "a.b", false), ("{name}", "-a", false),
        ("obs-{name}-v1", "obs-x-v1", true), ("obs-{name}-v1", "obs-x-v2", false),
        ("obs-{name}-v1", "obs-*", true),
        ("obs-{name}-v1", "*-v2", false), ("obs-{name}-v1", "sea-*", false), ("obs-{name}", "o*s-1", true),
        ("x{name}x{name}", "xaxa", true),
    ])
    func namesThatMayBeMade(_ id: String, _ pattern: String, _ mayBe: Bool) {
        #expect(PublishRule(prefix: "/x", id: id).mayMake(NamePattern(pattern)) == mayBe)
    }

    private static func at(_ seconds: Double) -> Deadline { Deadline(nanoseconds: UInt64(seconds * 1e9)) }

    @Test func oneLooksAndAllKnow() {
        let host = Host()
        let (one, two) = (host.worker(0), host.worker(1))
        one.step(seconds: 1, at: Self.at(1000))
        two.step(seconds: 1, at: Self.at(1001))
        #expect(host.state.withLock { $0.published } == [["b", "a"], ["b", "a"]])
        host.state.withLock { $0.names = ["c"] }
        two.step(seconds: 1, at: Self.at(1099))
        #expect(host.state.withLock { $0.looks } == 1)
        two.step(seconds: 1, at: Self.at(1100))
        one.step(seconds: 1, at: Self.at(1101))
        #expect(host.state.withLock { $0.published } == [["c"], ["c"]])
        #expect(host.state.withLock { $0.looks } == 2)
    }

    @Test func aPrefixThatFailsKeepsWhatItHad() {
        let host = Host()
        let one = host.worker(0)
        one.step(seconds: 1, at: Self.at(1000))
        host.state.withLock { $0.error = .system(key: "", cause: "gone") }
        one.step(seconds: 1, at: Self.at(1100))
        #expect(host.state.withLock { $0.published[0] } == ["b", "a"])
        #expect(host.state.withLock { $0.notes.last??.contains("gone") } == true)
        // It is tried again after a minute rather than its own hundred seconds.
        host.state.withLock { $0.error = nil }
        one.step(seconds: 1, at: Self.at(1159))
        #expect(host.state.withLock { $0.looks } == 2)
        one.step(seconds: 1, at: Self.at(1160))
        #expect(host.state.withLock { $0.notes.last } == .some(nil))
    }

    @Test func anIdBelongsToTheFirst() {
        let host = Host()
        host.state.withLock { $0.names = ["a.zarr", "a.zip", "b"] }
        let rules = [PublishRule(prefix: "/x"), PublishRule(prefix: "/y")]
        host.worker(0, rules).step(seconds: 1, at: Self.at(1))
        #expect(host.state.withLock { $0.published[0] } == ["a", "b"])
    }

    @Test func aLeaseIsOneWorkers() {
        let board = DiscoveryBoard()
        #expect(board.text(since: 0) == nil)
        #expect(board.takeLease(seconds: 10, at: Self.at(1)))
        #expect(!board.takeLease(seconds: 10, at: Self.at(10.9)))
        // Whoever had it died.
        #expect(board.takeLease(seconds: 10, at: Self.at(11)))
        #expect(board.post("x"))
        #expect(board.takeLease(seconds: 10, at: Self.at(11)))
        #expect(board.text(since: 0)?.text == "x" && board.text(since: 1) == nil)
        #expect(!board.post(String(repeating: "x", count: DiscoveryBoard.maxText + 1)))
        #expect(board.text(since: 0)?.text == "x")
    }

    @Test func namesSurviveTheirWay() {
        var names = DiscoveredNames(rules: 2)
        names.rules[0] = .init(names: ["a\"b", "\u{E9}"], due: .max)
        #expect(DiscoveredNames(text: names.text, rules: 2) == names)
        #expect(DiscoveredNames(text: names.text, rules: 3) == nil)
        #expect(DiscoveredNames(text: "", rules: 0) == nil)
    }

    /// Commands know a discovered dataset by its id, as clients do.
    @Test func commandsFindWhatIsPublished() throws {
        let folder = TemporaryFolder()
        folder.write(Array("{\"zarr_format\":2}".utf8), to: "cubes/b.zarr/.zgroup")
        folder.write(Array("publish: {prefix: cubes, id: 'x-{name}'}".utf8), to: "c.yaml")
        func target(_ id: String) throws -> CommandTarget {
            let file = "\(folder.path)/c.yaml"
            return try CommandTarget(id, group: "", configuration: file, version: VersionOptions.parse([]))
        }
        let found = try target("x-b")
        #expect(found.isDataset && found.published.store == "\(folder.path)/cubes/b.zarr")
        #expect(throws: CommandError.noSuchDataset("b", known: [])) { try target("b") }
        let check = ConfigurationCheck(file: "\(folder.path)/c.yaml", opensDatasets: true)
        #expect(check.datasets.map(\.id) == ["x-b"])
    }

    @Test func foldersAndArchivesAreStores() throws {
        let folder = TemporaryFolder()
        for path in [
            "cubes/b.zarr/zarr.json", "cubes/a/.zgroup", "cubes/c.zip", "cubes/notes.txt", "cubes/.trash/x",
        ] {
            folder.write([], to: path)
        }
        let list = Discovery.lister(profiles: StorageProfiles(), engine: TransferEngine())
        let context = WorkContext.background(seconds: 10)
        #expect(try list(PublishRule(prefix: "\(folder.path)/cubes"), context) == ["a", "b.zarr", "c.zip"])
        #expect(throws: StorageError.self) { try list(PublishRule(prefix: "\(folder.path)/none"), context) }
    }
}
