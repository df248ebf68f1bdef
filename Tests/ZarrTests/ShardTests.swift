import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

struct ShardTests {
    private static func fixture(_ name: String) throws -> MemoryStore {
        try #require(ZarrFixture.all.first { $0.name == "v3.shard.\(name)" }).store
    }

    /// A copy of a fixture of its own, so that tests that run at the same time count only their reads.
    private func copy(_ name: String) throws -> MemoryStore {
        let original = try Self.fixture(name)
        let keys = ["zarr.json", "c/0/0", "c/1/0"]
        return MemoryStore(
            Dictionary(uniqueKeysWithValues: keys.compactMap { key in original[key].map { (key, $0) } }),
            label: name
        )
    }

    private func read(_ array: ZarrArray, _ chunk: [Int], _ context: WorkContext) throws {
        try array.readChunks(
            [ChunkCoordinates(chunk)],
            window: 1 << 20,
            fillsCache: true,
            context: context
        ) { _, _ in }
    }

    @Test func readsOnlyTheIndexAndTheChunkAndTheIndexOnce() throws {
        let store = try copy("end")
        let array = try Fixture.reader().openArray(store, path: "", context: .background(seconds: 30))
        #expect(array.metadata.chunkGrid.chunkShape == [3, 5])
        #expect(array.metadata.shards?.shards.chunkShape == [6, 10])
        let context = WorkContext.background(seconds: 30)
        try read(array, [0, 0], context)
        #expect(context.measurements.count(of: .storeReads) == 2)
        #expect(context.measurements.count(of: .storeBytes) < (store["c/0/0"]?.count ?? 0))
        try read(array, [1, 1], context)
        #expect(context.measurements.count(of: .storeReads) == 3)
    }

    @Test func aShardThatIsRewrittenIsLookedUpAgain() throws {
        let store = try copy("end")
        let context = WorkContext.background(seconds: 30)
        let array = try Fixture.reader(cache: Fixture.cache(limit: 4000)).openArray(
            store,
            path: "",
            context: context
        )
        try read(array, [0, 0], context)
        let bytes = try #require(store["c/1/0"])
        store["c/0/0"] = bytes
        try read(array, [1, 0], context)
    }

    @Test(arguments: ["end", "start", "nested", "plain.index"])
    func damagedShardsEndInTypedErrors(_ name: String) throws {
        let bytes = try #require(try Self.fixture(name)["c/0/0"])
        for length in stride(from: 0, to: bytes.count, by: 7) {
            let store = try copy(name)
            store["c/0/0"] = Array(bytes.prefix(length))
            let context = WorkContext.background(seconds: 30)
            let array = try Fixture.reader().openArray(store, path: "", context: context)
            #expect(throws: ZarrError.self, "cut to \(length)") {
                _ = try WholeArray.bytes(of: array, context: context)
            }
        }
        var state: UInt64 = 88
        for _ in 0..<300 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let store = try copy(name)
            var damaged = bytes
            damaged[Int(state >> 33) % damaged.count] = UInt8(truncatingIfNeeded: state >> 20)
            store["c/0/0"] = damaged
            let context = WorkContext.background(seconds: 30)
            let array = try Fixture.reader().openArray(store, path: "", context: context)
            do {
                _ = try WholeArray.bytes(of: array, context: context)
            } catch is ZarrError {}
        }
    }
}
