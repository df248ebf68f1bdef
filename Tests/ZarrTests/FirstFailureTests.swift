import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Of several chunks that cannot be had the error names the first that was asked for, in whatever order they arrive and
/// whichever request fetches them.
struct FirstFailureTests {
    /// Objects that arrive in an order of their own.
    private struct ShuffledStore: ObjectStore {
        let memory: MemoryStore
        let seed: UInt64

        var label: String { "shuffled \(seed)" }

        func read(
            _ requests: [ObjectRequest],
            context: WorkContext,
            deliver: (Int, ObjectOutcome) throws -> Void
        ) throws {
            var random = SplitMix(state: seed)
            for index in requests.indices.shuffled(using: &random) {
                try deliver(index, memory.readLocally(requests[index], context: context))
            }
        }
    }

    private static let count = 24

    /// A byte a chunk; chunks of two bytes are damaged, and of others the store says nothing.
    private static func plain(damaged: Set<Int>, unreachable: Set<Int>) -> MemoryStore {
        var objects = ["zarr.json": Array(ZarrText.array("\(count)", chunks: "1", type: "uint8").utf8)]
        for chunk in 0..<count { objects["c/\(chunk)"] = damaged.contains(chunk) ? [1, 2] : [UInt8(chunk)] }
        let store = MemoryStore(objects)
        for chunk in unreachable {
            store.fail("c/\(chunk)", with: .unreachable(key: "c/\(chunk)", cause: "silent"))
        }
        return store
    }

    private func failure(_ store: any ObjectStore, helpers: Int, _ chunks: [Int]) throws -> String? {
        let context = WorkContext.background(seconds: 60)
        let array = try Fixture.reader(helpers: helpers).openArray(store, path: "", context: context)
        do {
            try array.readChunks(
                chunks.map { ChunkCoordinates([$0]) },
                window: 1 << 20,
                fillsCache: true,
                context: context
            ) { _, _ in }
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [0, 3], 0..<12 as Range<UInt64>) func plainChunks(helpers: Int, seed: UInt64) throws {
        var random = SplitMix(state: seed &+ 100)
        var order = Array(0..<Self.count)
        let (damaged, unreachable) = (Set(order.shuffled(using: &random).prefix(4)), Set([3, 17]))
        order.shuffle(using: &random)
        let memory = Self.plain(damaged: damaged, unreachable: unreachable)
        let first = try #require(order.first { damaged.union(unreachable).contains($0) })
        for store in [memory, ShuffledStore(memory: memory, seed: seed)] as [any ObjectStore] {
            let met = try #require(try failure(store, helpers: helpers, order))
            #expect(met.contains("c/\(first):") || met.contains("c/\(first)'"), "\(met), not c/\(first)")
        }
    }

    /// Shards of four chunks: of some the index is short, of one a chunk is empty.
    @Test(arguments: [0, 3], 0..<12 as Range<UInt64>) func shards(helpers: Int, seed: UInt64) throws {
        var objects = [
            "zarr.json": Array(
                ZarrText.array("24", chunks: "4", type: "uint8", codecs: ZarrText.sharding("1")).utf8
            )
        ]
        var random = SplitMix(state: seed &+ 200)
        let short = Set([0, 1, 2, 3, 4, 5].shuffled(using: &random).prefix(2))
        let hollow = Set([0, 1, 2, 3, 4, 5].shuffled(using: &random).prefix(2)).subtracting(short)
        for shard in 0..<6 {
            var bytes: [UInt8] = [0, 1, 2, 3]
            for part in 0..<4 {
                let length = hollow.contains(shard) && part == 2 ? 0 : 1
                for number in [part, length] {
                    withUnsafeBytes(of: UInt64(number).littleEndian) { bytes.append(contentsOf: $0) }
                }
            }
            objects["c/\(shard)"] = short.contains(shard) ? Array(bytes.prefix(9)) : bytes
        }
        let memory = MemoryStore(objects)
        let order = Array(0..<24).shuffled(using: &random)
        let first = try #require(
            order.first { short.contains($0 / 4) || (hollow.contains($0 / 4) && $0 % 4 == 2) }
        )
        for store in [memory, ShuffledStore(memory: memory, seed: seed)] as [any ObjectStore] {
            let met = try #require(try failure(store, helpers: helpers, order))
            #expect(met.contains("c/\(first / 4):"), "\(met), not c/\(first / 4)")
        }
    }

    /// What another request fetches counts in its place.
    @Test func aChunkThatAnotherRequestFetches() throws {
        let isOpen = Monitor(false)
        let asked = Monitor(0)
        let server = try #require(
            ScriptedServer { _ in
                asked.update { $0 += 1 }
                _ = isOpen.wait(until: .after(seconds: 60)) { $0 ? true : nil }
                return ScriptedServer.Answer(200, "ab")
            }
        )
        let haveFailed = Monitor(false)
        let store = HalfMemory(
            remote: try StoreOpener.open(server.address, engine: TransferEngine()),
            memory: Self.plain(damaged: [5], unreachable: []),
            afterward: { key in if key == "c/5" { haveFailed.update { $0 = true } } }
        )
        let array = try Fixture.reader(helpers: 0)
            .openArray(store, path: "", context: .background(seconds: 60))
        let failures = Monitor<[String]>([])
        let reader = { (chunks: [Int]) in
            WorkerThread(name: "reader") {
                do {
                    try array.readChunks(
                        chunks.map { ChunkCoordinates([$0]) },
                        window: 1000,
                        fillsCache: false,
                        context: .background(seconds: 60)
                    ) { _, _ in }
                } catch {
                    failures.update { $0.append("\(error)") }
                }
            }
        }
        let leader = reader([0])
        _ = asked.wait(until: .after(seconds: 60)) { $0 > 0 ? true : nil }
        let follower = reader([0, 5])
        // Its own chunk has failed by then, or has not: both must come to the same.
        _ = haveFailed.wait(until: .after(seconds: 60)) { $0 ? true : nil }
        isOpen.update { $0 = true }
        leader.join()
        follower.join()
        let met = failures.withLock { $0 }
        #expect(met.count == 2 && met.allSatisfy { $0.contains("c/0") }, "\(met)")
    }
}
