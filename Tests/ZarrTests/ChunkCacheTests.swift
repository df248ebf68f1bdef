import Execution
import JSON
import ObjectStorage
import Synchronization
import TestSupport
import Testing
import Zarr

struct ChunkCacheTests {
    /// A store with one array of `count` chunks of 1,000 bytes; chunk `i` holds bytes of value `i`.
    private func store(chunks count: Int, absent: Set<Int> = [], label: String = "cache") -> MemoryStore {
        let document = ZarrText.array("\(count * 1000)", chunks: "1000", type: "uint8", fill: "7")
        let store = MemoryStore(["zarr.json": Array(document.utf8)], label: label)
        for chunk in 0..<count where !absent.contains(chunk) {
            store["c/\(chunk)"] = [UInt8](repeating: UInt8(truncatingIfNeeded: chunk), count: 1000)
        }
        return store
    }

    private func read(
        _ array: ZarrArray,
        _ chunks: [Int],
        window: Int = 1 << 20,
        fillsCache: Bool = true,
        context: WorkContext = .background(seconds: 30)
    ) throws -> [UInt8] {
        var first = [UInt8](repeating: 0, count: chunks.count)
        try array.readChunks(
            chunks.map { ChunkCoordinates([$0]) },
            window: window,
            fillsCache: fillsCache,
            context: context
        ) { index, chunk in
            first[index] = chunk.withBytes { $0[0] }
        }
        return first
    }

    @Test func aChunkIsReadOnce() throws {
        let store = store(chunks: 4)
        let cache = Fixture.cache()
        let array = try Fixture.reader(cache: cache).openArray(
            store,
            path: "",
            context: .background(seconds: 30)
        )
        _ = store.takeAskedKeys()
        let context = WorkContext.background(seconds: 30)
        #expect(try read(array, [2, 0, 2], context: context) == [2, 0, 2])
        #expect(try read(array, [2, 0], context: context) == [2, 0])
        #expect(store.takeAskedKeys().sorted() == ["c/0", "c/2"])
        #expect(context.measurements.count(of: .chunksDecoded) == 2)
        #expect(context.measurements.count(of: .chunksCached) == 3)
        #expect(cache.statistics.hits == 2)
    }

    @Test func absentChunksAreRememberedAndCostNoDecode() throws {
        let store = store(chunks: 3, absent: [1])
        let array = try Fixture.reader().openArray(store, path: "", context: .background(seconds: 30))
        _ = store.takeAskedKeys()
        let context = WorkContext.background(seconds: 30)
        #expect(try read(array, [1], context: context) == [7])
        #expect(try read(array, [1], context: context) == [7])
        #expect(store.takeAskedKeys() == ["c/1"])
        #expect(context.measurements.count(of: .chunksDecoded) == 0)
        try array.readChunks(
            [ChunkCoordinates([1])],
            window: 1,
            fillsCache: true,
            context: context
        ) { _, chunk in
            #expect(chunk.isFill)
            #expect(chunk.strides == [0])
        }
    }

    @Test func bulkReadsUseTheCacheAndLeaveItAlone() throws {
        let store = store(chunks: 3)
        let cache = Fixture.cache()
        let array = try Fixture.reader(cache: cache).openArray(
            store,
            path: "",
            context: .background(seconds: 30)
        )
        _ = try read(array, [0])
        _ = store.takeAskedKeys()
        #expect(try read(array, [0, 1, 2], fillsCache: false) == [0, 1, 2])
        #expect(try read(array, [1], fillsCache: false) == [1])
        #expect(store.takeAskedKeys().sorted() == ["c/1", "c/1", "c/2"])
        #expect(cache.statistics.chunks == 1)
    }

    @Test func neverHoldsMoreThanItsLimit() throws {
        let cache = Fixture.cache(limit: 5000)
        let array = try Fixture.reader(cache: cache).openArray(
            store(chunks: 40),
            path: "",
            context: .background(seconds: 30)
        )
        for chunk in 0..<40 {
            _ = try read(array, [chunk])
            #expect(cache.statistics.bytes <= 5000)
        }
        #expect(cache.statistics.chunks == 4)
        #expect(cache.statistics.evictions == 36)
    }

    @Test func keepsWhatWasUsedLast() throws {
        let store = store(chunks: 10)
        let cache = Fixture.cache(limit: 5000)
        let array = try Fixture.reader(cache: cache).openArray(
            store,
            path: "",
            context: .background(seconds: 30)
        )
        for chunk in 1..<10 { _ = try read(array, [0, chunk]) }
        _ = store.takeAskedKeys()
        _ = try read(array, [0, 9])
        #expect(store.takeAskedKeys().isEmpty)
    }

    @Test func givesWayToReservations() throws {
        let ledger = MemoryLedger(budget: 20_000)
        let cache = ChunkCache(limit: 1 << 20, ledger: ledger)
        let array = try Fixture.reader(cache: cache).openArray(
            store(chunks: 40),
            path: "",
            context: .background(seconds: 30)
        )
        _ = try read(array, Array(0..<40))
        #expect(cache.statistics.bytes <= 20_000)
        let reservation = try ledger.reserve(15_000, context: .background(seconds: 30))
        #expect(cache.statistics.bytes <= 5000)
        _ = try read(array, Array(0..<40))
        #expect(cache.statistics.bytes <= 5000)
        withExtendedLifetime(reservation) {}
    }

    @Test func chunksOfChangedMetadataAreOtherChunks() throws {
        let store = store(chunks: 2)
        let reader = Fixture.reader()
        let context = WorkContext.background(seconds: 30)
        _ = try read(try reader.openArray(store, path: "", context: context), [1])
        store["c/1"] = [UInt8](repeating: 99, count: 1000)
        #expect(try read(try reader.openArray(store, path: "", context: context), [1]) == [1])
        let document = store["zarr.json"] ?? []
        store["zarr.json"] = document + Array(" ".utf8)
        #expect(try read(try reader.openArray(store, path: "", context: context), [1]) == [99])
    }

    @Test func manyRequestsAtOnceReadEachChunkOnce() throws {
        let store = store(chunks: 30)
        let array = try Fixture.reader(helpers: 2).openArray(
            store,
            path: "",
            context: .background(seconds: 60)
        )
        _ = store.takeAskedKeys()
        let wrong = Atomic<Int>(0)
        let threads = (0..<6).map { number in
            WorkerThread(name: "reader") {
                let chunks = (0..<30).map { ($0 * 7 + number * 5) % 30 }
                let values = try? self.read(array, chunks, window: 5000, context: .background(seconds: 60))
                if values != chunks.map({ UInt8($0) }) { wrong.add(1, ordering: .relaxed) }
            }
        }
        threads.forEach { $0.join() }
        #expect(wrong.load(ordering: .relaxed) == 0)
        #expect(store.takeAskedKeys().count == 30)
    }

    @Test func aFailureIsToldAndNotKept() throws {
        let store = store(chunks: 2)
        let array = try Fixture.reader().openArray(store, path: "", context: .background(seconds: 30))
        store.fail("c/1", with: .timedOut(key: "c/1"))
        #expect(throws: ZarrError.storage(.timedOut(key: "c/1"))) { try read(array, [0, 1]) }
        store.fail("c/1", with: nil)
        #expect(try read(array, [0, 1]) == [0, 1])
        store["c/1"] = [1, 2, 3]
        #expect(try read(array, [1]) == [1])
    }

    @Test func aChunkOutsideTheGridIsRefused() throws {
        let array = try Fixture.reader().openArray(
            store(chunks: 2),
            path: "",
            context: .background(seconds: 30)
        )
        for chunk in [-1, 2, Int.max] {
            #expect(throws: ZarrError.self) { try read(array, [chunk]) }
        }
    }

    @Test func stopsWhenTheRequestIsOver() throws {
        let array = try Fixture.reader().openArray(
            store(chunks: 2),
            path: "",
            context: .background(seconds: 30)
        )
        let context = WorkContext.background(seconds: 30)
        context.cancel()
        #expect(throws: Interruption.cancelled) { try read(array, [0], context: context) }
    }
}
