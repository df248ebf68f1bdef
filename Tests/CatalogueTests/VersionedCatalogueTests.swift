import Cube
import Execution
import Failures
import ObjectStorage
import Testing
import Zarr

@testable import Catalogue

@Suite struct VersionedCatalogueTests {
    private let store = ScriptedVersions()
    private let context = WorkContext.background(seconds: 30)

    private func catalogue(
        refresh: Double = 0,
        ref: String = "main",
        refs: PublishedDataset.Refs = .listed
    ) -> ConfiguredCatalogue {
        var published = PublishedDataset(id: "air", store: "x", title: "Air", refreshSeconds: refresh)
        published.ref = ref
        published.refs = refs
        return ConfiguredCatalogue(
            [published],
            opener: ScriptedVersionsOpener(store: store),
            limits: Limits(),
            resources: ReadingResources(ledger: MemoryLedger(budget: 1 << 20))
        )
    }

    private func dataset(_ catalogue: ConfiguredCatalogue, _ address: String) throws -> Dataset {
        try catalogue.dataset(at: DatasetAddress(address), context: context)
    }

    @Test(arguments: [
        ("air", "S2", false), ("air@main", "S2", false), ("air@dev", "S3", false), ("air@v1", "S1", false),
        ("air@S1", "S1", true), ("air@main~1970-01-01T00:00:01Z", "S1", false),
        ("air@dev~1970-01-01T00:00:02.5Z", "S2", false), ("air@S3~1970-01-01T00:00:02Z", "S2", false),
    ])
    func refsAreFoundByBranchTagAndSnapshot(address: String, snapshot: String, isPinned: Bool) throws {
        let found = try dataset(catalogue(), address)
        #expect(found.version.snapshot == snapshot)
        #expect(found.version.isPinned == isPinned)
        #expect(found.arrays.map(\.name) == [snapshot])
        #expect(found.permalink?.text == "air@\(snapshot)")
        #expect(found.address.text == address)
    }

    @Test(arguments: [
        ("air", "air"), ("air@main", "air"), ("air@dev", "air@dev"), ("air@v1", "air"), ("air@S1", "air"),
        ("air@dev~1970-01-01T00:00:03Z", "air@dev"), ("air.surface@dev", "air.surface@dev"),
    ])
    func theNewestStateHasAnAddress(address: String, latest: String) throws {
        #expect(try dataset(catalogue(), address).latest.text == latest)
    }

    @Test func aBranchComesBeforeATagAndATagBeforeASnapshot() throws {
        store.content.withLock { content in
            content.tags["S1"] = "S2"
            content.tags["twice"] = "S1"
            content.branches["twice"] = "S3"
        }
        let catalogue = catalogue()
        #expect(try dataset(catalogue, "air@twice").version.snapshot == "S3")
        #expect(try dataset(catalogue, "air@S1").version.snapshot == "S2")
        #expect(try !dataset(catalogue, "air@S1").version.isPinned)
    }

    @Test func groupsOfAVersionAreReachedByAddress() throws {
        let found = try dataset(catalogue(), "air.surface@v1")
        #expect(found.arrays.map(\.name) == ["a"])
        #expect(found.permalink?.text == "air.surface@S1")
    }

    @Test(arguments: [
        (PublishedDataset.Refs.listed, ["dev", "main", "v1"]), (.hidden, []), (.fixed, []),
    ])
    func unknownRefsAreNotFound(refs: PublishedDataset.Refs, known: [String]) {
        #expect(throws: Failure.notFound(.version, name: "nope", known: known)) {
            try dataset(catalogue(refs: refs), "air@nope")
        }
    }

    @Test func aFixedRefIsAllThereIs() throws {
        let catalogue = catalogue(ref: "v1", refs: .fixed)
        #expect(try dataset(catalogue, "air").version.snapshot == "S1")
        #expect(try dataset(catalogue, "air@v1").version.snapshot == "S1")
        #expect(try dataset(catalogue, "air").permalink == nil)
        for address in ["air@main", "air@S1", "air@v1~1970-01-01T00:00:01Z"] {
            #expect(throws: Failure.self) { try dataset(catalogue, address) }
        }
    }

    @Test func aConfiguredRefThatNeverWasIsTheStoresMistake() throws {
        let failure = try #require(throws: Failure.self) { try dataset(catalogue(ref: "nope"), "air") }
        #expect(failure.status == 502)
        #expect(failure.description.contains("'nope'"))
    }

    @Test func aTimeBeforeTheHistoryIsNotFound() {
        #expect(throws: Failure.notFound(.version, name: "air@main~1970-01-01", known: [])) {
            try dataset(catalogue(), "air@main~1970-01-01")
        }
    }

    @Test func aCommitShowsAtTheNextLookAndEachCubeKeepsItsState() throws {
        let catalogue = catalogue()
        let before = try dataset(catalogue, "air")
        store.content.withLock { $0.branches["main"] = "S3" }
        let after = try dataset(catalogue, "air")
        #expect((before.version.snapshot, after.version.snapshot) == ("S2", "S3"))
        // A branch may be reset on purpose; what is open is not opened again.
        store.content.withLock { $0.branches["main"] = "S2" }
        #expect(try dataset(catalogue, "air").arrays.map(\.name) == ["S2"])
        #expect(store.content.withLock { $0.opened } == ["S2", "S3"])
    }

    @Test func whatIsKnownIsNotAskedAgain() throws {
        let catalogue = catalogue(refresh: 3600)
        let first = try dataset(catalogue, "air")
        store.content.withLock { $0.branches["main"] = "S3" }
        #expect(try dataset(catalogue, "air") === first)
        #expect(store.content.withLock { $0.found } == ["main"])
    }

    @Test func aSnapshotIsFoundOnceForAll() throws {
        let catalogue = catalogue()
        for _ in 0..<3 { #expect(try dataset(catalogue, "air@S1").version.isPinned) }
        #expect(store.content.withLock { $0.found } == ["S1"])
        store.content.withLock { $0.failure = ZarrError.storage(.timedOut(key: "repo")) }
        #expect(try dataset(catalogue, "air@S1").version.isPinned)
        #expect(context.measurements.count(of: .staleAnswers) == 0)
    }

    @Test func twoWorkersAgree() throws {
        let table = RefTable()
        let workers = (0..<2).map { _ in
            ConfiguredCatalogue(
                [PublishedDataset(id: "air", store: "x", refreshSeconds: 3600)],
                opener: ScriptedVersionsOpener(store: store),
                heads: RefCache(table),
                limits: Limits(),
                resources: ReadingResources(ledger: MemoryLedger(budget: 1 << 20))
            )
        }
        #expect(try dataset(workers[0], "air").version.snapshot == "S2")
        store.content.withLock { $0.branches["main"] = "S3" }
        #expect(try dataset(workers[1], "air").version.snapshot == "S2")
        #expect(store.content.withLock { $0.found } == ["main"])
    }

    @Test func theOldStateIsServedAndMarkedWhileTheStoreIsAway() throws {
        let catalogue = catalogue()
        _ = try dataset(catalogue, "air")
        store.content.withLock { $0.failure = ZarrError.storage(.timedOut(key: "repo")) }
        #expect(try dataset(catalogue, "air").version.snapshot == "S2")
        #expect(context.measurements.count(of: .staleAnswers) == 1)
        #expect(catalogue.states().first?.state == .failing)
    }

    @Test func aStateThatCannotBeOpenedLeavesTheOneBefore() throws {
        let catalogue = catalogue()
        _ = try dataset(catalogue, "air")
        store.content.withLock { content in
            content.branches["main"] = "S3"
            content.openingFailure = ZarrError.corruptMetadata(key: "zarr.json", reason: "not JSON")
        }
        #expect(try dataset(catalogue, "air").version.snapshot == "S2")
        #expect(context.measurements.count(of: .staleAnswers) == 1)
    }

    @Test func aConfiguredRefThatVanishesIsAFailureOfTheStore() throws {
        let catalogue = catalogue()
        _ = try dataset(catalogue, "air")
        _ = try dataset(catalogue, "air@dev")
        store.content.withLock { $0.branches = [:] }
        let failure = try #require(throws: Failure.self) { try dataset(catalogue, "air") }
        #expect(failure.status == 502 && failure.description.contains("'main'"))
        #expect(catalogue.states().first?.state == .failing)
        #expect(throws: Failure.notFound(.version, name: "main", known: ["v1"])) {
            try dataset(catalogue, "air@main")
        }
        #expect(throws: Failure.notFound(.version, name: "dev", known: ["v1"])) {
            try dataset(catalogue, "air@dev")
        }
    }

    // MARK: What is cleared away

    private let gone = Failure.storage(dataset: "air", key: "chunks/X", .gone)

    @Test func aSecondTryFindsTheStateOfNow() throws {
        let catalogue = catalogue(refresh: 3600)
        #expect(try dataset(catalogue, "air").version.snapshot == "S2")
        store.content.withLock { $0.branches["main"] = "S3" }
        #expect(try dataset(catalogue, "air").version.snapshot == "S2")
        #expect(context.retry.beginAnew(after: gone))
        #expect(try dataset(catalogue, "air").version.snapshot == "S3")
        #expect(!context.retry.beginAnew(after: gone))
    }

    @Test(arguments: ["air", "air@dev", "air@S1", "air@main~1970-01-01T00:00:01Z"])
    func aSecondTryThatFindsTheSameEndsAsTheFirst(address: String) throws {
        let catalogue = catalogue(refresh: 3600)
        _ = try dataset(catalogue, address)
        #expect(context.retry.beginAnew(after: gone))
        #expect(throws: gone) { try dataset(catalogue, address) }
    }

    @Test func aSnapshotThatIsClearedAwayIsNotFound() throws {
        let catalogue = catalogue(refresh: 3600)
        #expect(try dataset(catalogue, "air@S1").version.isPinned)
        store.content.withLock { $0.snapshots["S1"] = nil }
        #expect(context.retry.beginAnew(after: gone))
        #expect(throws: Failure.notFound(.version, name: "S1", known: ["dev", "main", "v1"])) {
            try dataset(catalogue, "air@S1")
        }
        // Nor for anybody else, though it is open here.
        let other = WorkContext.background(seconds: 30)
        #expect(throws: Failure.self) {
            try catalogue.dataset(at: DatasetAddress("air@S1"), context: other)
        }
    }

    @Test func aHistoryThatWasCutIsLookedAtAgain() throws {
        let catalogue = catalogue(refresh: 3600)
        let address = "air@main~1970-01-01T00:00:01.5Z"
        #expect(try dataset(catalogue, address).version.snapshot == "S1")
        store.content.withLock { content in
            content.snapshots["S0"] = (nil, 500_000)
            content.snapshots["S2"] = ("S0", 2_000_000)
        }
        #expect(try dataset(catalogue, address).version.snapshot == "S1")
        #expect(context.retry.beginAnew(after: gone))
        #expect(try dataset(catalogue, address).version.snapshot == "S0")
    }

    @Test func aStateThatIsGoneBeforeItWasOpenedIsLookedForAgain() throws {
        let catalogue = catalogue(refresh: 3600)
        store.content.withLock { $0.openingFailure = StorageError.gone(key: "snapshots/S2") }
        #expect(throws: Failure.storage(dataset: "air", key: "snapshots/S2", .gone)) {
            try dataset(catalogue, "air")
        }
        store.content.withLock { content in
            content.openingFailure = nil
            content.branches["main"] = "S3"
        }
        #expect(context.retry.beginAnew(after: gone))
        #expect(try dataset(catalogue, "air").version.snapshot == "S3")
    }

    @Test func manyOpenStatesAreBounded() throws {
        store.content.withLock { content in
            for number in 10..<40 { content.snapshots["T\(number)"] = (nil, 0) }
        }
        let catalogue = catalogue()
        for number in 10..<40 { _ = try dataset(catalogue, "air@T\(number)") }
        let before = store.content.withLock { $0.opened.count }
        _ = try dataset(catalogue, "air@T39")
        #expect(store.content.withLock { $0.opened.count } == before)
        _ = try dataset(catalogue, "air@T10")
        #expect(store.content.withLock { $0.opened.count } == before + 1)
    }

    @Test func openStatesGiveWayToRequests() throws {
        let ledger = MemoryLedger(budget: 1 << 24)
        let catalogue = ConfiguredCatalogue(
            [PublishedDataset(id: "air", store: "x", refreshSeconds: 0)],
            opener: ScriptedVersionsOpener(store: store),
            limits: Limits(),
            resources: ReadingResources(ledger: ledger)
        )
        for address in ["air@S1", "air@S3", "air"] { _ = try dataset(catalogue, address) }
        for address in ["air@S1", "air@S3", "air"] { _ = try dataset(catalogue, address) }
        #expect(store.content.withLock { $0.opened } == ["S1", "S3", "S2"])
        let reservation = try ledger.reserve(ledger.budget, context: context)
        withExtendedLifetime(reservation) {}
        // The newest stays: it stands in while the store is away.
        _ = try dataset(catalogue, "air")
        #expect(store.content.withLock { $0.opened } == ["S1", "S3", "S2"])
        _ = try dataset(catalogue, "air@S1")
        #expect(store.content.withLock { $0.opened } == ["S1", "S3", "S2", "S1"])
    }

    @Test func virtualChunksAreHintedAtAndNeverAllowedByTheRepository() throws {
        store.content.withLock { $0.declared = ["s3://public/a/b", "file:///etc/"] }
        var published = PublishedDataset(id: "air", store: "x", refreshSeconds: 0)
        published.virtualChunks = [.init(prefix: "s3://public/a/")]
        let catalogue = ConfiguredCatalogue(
            [published],
            opener: ScriptedVersionsOpener(store: store),
            limits: Limits(),
            resources: ReadingResources(ledger: MemoryLedger(budget: 1 << 20))
        )
        let places = try catalogue.virtualPlaces(of: DatasetAddress(id: "air"), context: context)
        #expect(places.map(\.isAllowed) == [true, false])
    }

    struct Declaration: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let prefixes: [String]
    }

    @Test(arguments: [
        Declaration(
            testDescription: "as the library writes it",
            text: """
                compression: null
                virtual_chunk_containers:
                  file:///a/:
                    name: null
                    url_prefix: file:///a/
                    store: !local_file_system /a
                  http://b/:
                    name: web
                    url_prefix: http://b/
                    store: !http {}
                """,
            prefixes: ["file:///a/", "http://b/"]
        ),
        Declaration(testDescription: "none", text: "virtual_chunk_containers: null", prefixes: []),
        Declaration(
            testDescription: "a list",
            text: "virtual_chunk_containers: [1, {url_prefix: x}]",
            prefixes: []
        ),
        Declaration(testDescription: "no YAML", text: "a: [", prefixes: []),
        Declaration(testDescription: "empty", text: "", prefixes: []),
        Declaration(testDescription: "brackets", text: String(repeating: "[", count: 60_000), prefixes: []),
        Declaration(testDescription: "lists", text: String(repeating: "- ", count: 30_000), prefixes: []),
        Declaration(
            testDescription: "levels",
            text: (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            prefixes: []
        ),
        Declaration(
            testDescription: "aliases of aliases",
            text: "a: &a [x]\n" + (0..<80).map { "b\($0): &b\($0) [*a, *a]\n" }.joined(),
            prefixes: []
        ),
    ])
    func aConfigurationOfSpec1IsReadWithCare(declaration: Declaration) {
        #expect(ContainerText.prefixes(Array(declaration.text.utf8)) == declaration.prefixes)
    }

    @Test(arguments: [
        (PublishedDataset.Refs.listed, true, ["dev", "main", "v1"] as [String]?), (.hidden, true, nil),
        (.fixed, false, nil),
    ])
    func refsDecideWhatIsTold(refs: PublishedDataset.Refs, tells: Bool, names: [String]?) throws {
        let (catalogue, address) = (catalogue(refs: refs), DatasetAddress(id: "air"))
        #expect(try catalogue.tellsVersions(of: address, context: context) == tells)
        let references = try catalogue.references(of: address, context: context)
        #expect(references.map { ($0.branches + $0.tags).map(\.name) } == names)
        let history = try catalogue.history(of: address, from: "S3", limit: 2, context: context)
        #expect(history.map(\.snapshot) == ["S3", "S2"] && history.last?.parent == "S1")
    }

    @Test func titlesAndLimitsAreInTheIdentity() throws {
        let first = try dataset(catalogue(), "air").identity
        var published = PublishedDataset(id: "air", store: "x", title: "Wind", refreshSeconds: 0)
        published.ref = "main"
        let other = ConfiguredCatalogue(
            [published],
            opener: ScriptedVersionsOpener(store: store),
            limits: Limits(),
            resources: ReadingResources(ledger: MemoryLedger(budget: 1 << 20))
        )
        #expect(try dataset(other, "air").identity != first)
        #expect(try dataset(catalogue(), "air").identity == first)
    }
}
