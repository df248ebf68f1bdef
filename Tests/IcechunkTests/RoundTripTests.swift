import Execution
import Icechunk
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Round trips of a reader that knows nothing yet: as few as the format allows.
struct RoundTripTests {
    private let context = WorkContext.background(seconds: 60)

    private struct Reading {
        let store: RoundTripStore
        let repository: IcechunkRepository
        let reader: ZarrReader

        init(_ fixture: IcechunkFixture) {
            store = RoundTripStore(UnlistedStore(fixture.store()))
            let cache = ChunkCache(limit: 16 << 20, ledger: MemoryLedger(budget: 16 << 20))
            repository = IcechunkRepository(store: store, cache: cache)
            reader = ZarrReader(cache: cache, pool: DecodePool(helpers: 0))
        }

        func open(_ name: String, asOf: Int64? = nil, _ context: WorkContext) throws -> IcechunkStore {
            let state = try repository.look(for: name, context: context)
            let version = try repository.resolve(name, asOf: asOf, in: state, context: context)
            return try repository.store(at: version.snapshot, in: state, context: context)
        }

        func chunk(_ path: String, _ place: [Int], _ store: IcechunkStore, _ context: WorkContext) throws {
            let array = try reader.openArray(store, path: path, context: context)
            let wanted = [ChunkCoordinates(place)]
            try array.readChunks(wanted, window: 1 << 20, fillsCache: true, context: context) { _, _ in }
        }
    }

    @Test(arguments: IcechunkFixture.all) func opensInTwo(_ fixture: IcechunkFixture) throws {
        for name in ["main", "dev", "v1", fixture.commit("base")] {
            let reading = Reading(fixture)
            let store = try reading.open(name, context)
            _ = try reading.reader.open(store, path: "", context: context)
            #expect(reading.store.takeTrips().count == 2, "\(name)")
        }
    }

    /// The files are of one state: nothing but the question whether they still are goes over the line.
    @Test(arguments: IcechunkFixture.all) func looksAgainWithoutFetchingWhatIsTheSame(
        _ fixture: IcechunkFixture
    ) throws {
        let folder = TemporaryFolder()
        for (key, bytes) in fixture.objects { folder.write(bytes, to: key) }
        let files = FileStore(root: folder.path)
        let store = RoundTripStore(files)
        let cache = ChunkCache(limit: 1 << 20, ledger: MemoryLedger(budget: 1 << 20))
        let repository = IcechunkRepository(store: store, cache: cache)
        let state = try repository.look(context: context)
        _ = store.takeTrips()
        let bytes = files.counters.bytes
        let again = try repository.look(previous: state, context: context)
        #expect(again.version == state.version)
        let head = try repository.resolve("main", in: again, context: context)
        #expect(head.snapshot.text == fixture.tip())
        if state.version == 2 {
            #expect(store.takeTrips() == [["repo"]])
            #expect(files.counters.bytes == bytes)
        }
    }

    @Test(arguments: IcechunkFixture.all) func readsANativeChunkInFour(_ fixture: IcechunkFixture) throws {
        let reading = Reading(fixture)
        let store = try reading.open("main", context)
        try reading.chunk("t", [0, 0], store, context)
        let trips = reading.store.takeTrips()
        #expect(trips.count == 4)
        #expect(trips[2].allSatisfy { $0.hasPrefix("manifests/") })
        #expect(trips[3].allSatisfy { $0.hasPrefix("chunks/") })
        try reading.chunk("t", [1, 0], store, context)
        #expect(reading.store.takeTrips().map(\.count) == [1])
        try reading.chunk("t", [0, 0], store, context)
        #expect(reading.store.takeTrips().isEmpty)
    }

    @Test(arguments: IcechunkFixture.all) func readsAnInlineChunkInThree(_ fixture: IcechunkFixture) throws {
        let reading = Reading(fixture)
        let store = try reading.open("v1", context)
        try reading.chunk("small", [0], store, context)
        #expect(reading.store.takeTrips().count == 3)
        try reading.chunk("small", [1], store, context)
        #expect(reading.store.takeTrips().isEmpty)
    }

    @Test(arguments: IcechunkFixture.all) func asksNothingForWhatWasNeverWritten(_ fixture: IcechunkFixture)
        throws
    {
        let reading = Reading(fixture)
        let store = try reading.open("main", context)
        _ = reading.store.takeTrips()
        try reading.chunk("empty", [1, 1], store, context)
        #expect(reading.store.takeTrips().isEmpty)
    }

    @Test(arguments: IcechunkFixture.all) func walksBackByTime(_ fixture: IcechunkFixture) throws {
        let commits = fixture.expected["history"]?["main"]?.arrayValue ?? []
        let reading = Reading(fixture)
        let time = commits.last?["time"]?.integerValue
        _ = try reading.open("main", asOf: time, context)
        let walked = fixture.spec == 1 ? commits.count : 1
        #expect(reading.store.takeTrips().count == 1 + walked)
    }

    @Test(arguments: IcechunkFixture.all) func bringsManyManifestsAndChunksTogether(
        _ fixture: IcechunkFixture
    ) throws {
        let reading = Reading(fixture)
        let store = try reading.open("main", context)
        _ = reading.store.takeTrips()
        let keys = [
            "t/c/0/0", "t/c/1/0", "t/c/2/0", "packed/c/0/0", "sharded/c/0/0", "small/c/0", "empty/c/0/0",
        ]
        var found = 0
        let requests = keys.map { ObjectRequest(key: $0, maxBytes: 1 << 20) }
        try store.read(requests, context: context) { _, outcome in
            if case .found = outcome { found += 1 }
        }
        #expect(found == 6)
        let trips = reading.store.takeTrips()
        #expect(trips.last?.count == 5)
        #expect(trips.dropLast().allSatisfy { $0.allSatisfy { $0.hasPrefix("manifests/") } })
    }
}
