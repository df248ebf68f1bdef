import Execution
import JSON
import ObjectStorage
import Synchronization
import TestSupport
import Testing
import Zarr

/// Chunks of stores that change beneath the same metadata, by a clock of the test's own: refresh is 60 seconds.
struct ChunkTermTests {
    /// A moment of the test's clock.
    private static func moment(_ seconds: Double) -> Deadline {
        Deadline(nanoseconds: 1_000_000_000_000 + UInt64(seconds * 1e9))
    }

    /// One worker: a cache of its own, and the clock that stands where its last request came.
    private final class Worker: Sendable {
        private let clock = Mutex(moment(0))
        private let store: any ObjectStore
        private let reader: ZarrReader
        private let opened = Mutex<ZarrArray?>(nil)
        private let fillsCache: Bool

        init(_ store: any ObjectStore, fillsCache: Bool = true) {
            self.store = store
            self.fillsCache = fillsCache
            reader = Fixture.reader()
        }

        func array() throws -> ZarrArray {
            if let array = opened.withLock({ $0 }) { return array }
            let term = ChunkTerm.seconds(60) { [self] in clock.withLock { $0 } }
            let context = WorkContext.background(seconds: 30)
            let array = try reader.openArray(store, path: "", term: term, context: context)
            opened.withLock { $0 = array }
            return array
        }

        /// A request that comes at a moment.
        func request(at seconds: Double) -> WorkContext {
            clock.withLock { $0 = moment(seconds) }
            return WorkContext(deadline: .after(seconds: 30), arrivedAt: moment(seconds))
        }

        /// The first value of each chunk.
        func read(_ chunks: [Int], _ context: WorkContext) throws -> [UInt8] {
            var values = [UInt8](repeating: 0, count: chunks.count)
            try array().readChunks(
                chunks.map { ChunkCoordinates([$0]) },
                window: 1 << 20,
                fillsCache: fillsCache,
                context: context
            ) { index, chunk in values[index] = chunk.withBytes { $0[0] } }
            return values
        }

        func read(_ chunks: [Int], at seconds: Double) throws -> [UInt8] {
            try read(chunks, request(at: seconds))
        }
    }

    /// An array of chunks of four bytes, whose fill value is 7.
    private static func store(_ chunks: [Int: UInt8], label: String = "store", hasValidators: Bool = true)
        -> MemoryStore
    {
        let document = ZarrText.array("40", chunks: "4", type: "uint8", fill: "7")
        var objects = ["zarr.json": Array(document.utf8)]
        for (chunk, value) in chunks { objects["c/\(chunk)"] = [UInt8](repeating: value, count: 4) }
        return MemoryStore(objects, label: label, hasValidators: hasValidators)
    }

    /// Two workers that see a change at different moments tell the same once the term is over.
    @Test(arguments: [true, false], [true, false])
    func workersConvergeAfterAChange(hasValidators: Bool, fillsCache: Bool) throws {
        let store = Self.store([0: 1, 1: 5], hasValidators: hasValidators)
        let (first, second) = (Worker(store), Worker(store, fillsCache: fillsCache))
        #expect(try first.read([0, 1], at: 0) == [1, 5])
        store["c/0"] = [2, 2, 2, 2]
        #expect(try second.read([0, 1], at: 10) == [2, 5])
        // Believed for sixty seconds, to the moment.
        #expect(try first.read([0, 1], at: 60) == [1, 5])
        #expect(try first.read([0, 1], at: 60.1) == [2, 5])
        #expect(try second.read([0, 1], at: 60.1) == [2, 5])
    }

    @Test func absenceIsBelievedAsLongAsPresence() throws {
        let store = Self.store([0: 1])
        let worker = Worker(store)
        #expect(try worker.read([0, 3], at: 0) == [1, 7])
        store["c/3"] = [9, 9, 9, 9]
        store["c/0"] = nil
        _ = store.takeAskedKeys()
        #expect(try worker.read([0, 3], at: 59) == [1, 7])
        #expect(store.takeAskedKeys() == [])
        #expect(try worker.read([0, 3], at: 61) == [7, 9])
    }

    /// What has not changed is asked for, not sent: four bytes would be.
    @Test func whatIsStillTheSameCostsNoBytes() throws {
        let store = Self.store([0: 1])
        let worker = Worker(store)
        #expect(try worker.read([0], at: 0) == [1])
        _ = (store.takeAskedKeys(), store.takeSentBytes())
        let context = worker.request(at: 61)
        #expect(try worker.read([0], context) == [1])
        #expect(store.takeAskedKeys() == ["c/0"] && store.takeSentBytes() == 0)
        #expect(context.measurements.count(of: .chunksDecoded) == 0)
        #expect(context.measurements.count(of: .chunksCached) == 1)
        // The look at 61 is believed until 121.
        #expect(try worker.read([0], at: 121) == [1])
        #expect(store.takeAskedKeys() == [])
    }

    @Test func snapshotsAreBelievedForEver() throws {
        let store = Self.store([0: 1])
        let reader = Fixture.reader()
        let array = try reader.openArray(store, path: "", context: .background(seconds: 30))
        for moment in [0, 1e6] {
            let context = WorkContext(deadline: .after(seconds: 30), arrivedAt: Self.moment(moment))
            try array.readChunks(
                [ChunkCoordinates([0])],
                window: 100,
                fillsCache: true,
                context: context
            ) { _, chunk in #expect(chunk.withBytes { $0[0] } == 1) }
            store["c/0"] = [2, 2, 2, 2]
        }
    }

    /// A short outage is none; what changed meanwhile is seen when it is over.
    @Test(arguments: [
        StorageError.unreachable(key: "c/0", cause: "down"), .refused(key: "c/0", status: 503),
    ])
    func whileTheStoreIsAwayTheOldIsServed(_ error: StorageError) throws {
        let store = Self.store([0: 1])
        let worker = Worker(store)
        #expect(try worker.read([0], at: 0) == [1])
        store["c/0"] = [2, 2, 2, 2]
        store.fail("c/0", with: error)
        let context = worker.request(at: 100)
        #expect(try worker.read([0], context) == [1])
        #expect(context.measurements.count(of: .staleAnswers) == 1)
        store.fail("c/0", with: nil)
        #expect(try worker.read([0], at: 101) == [2])
    }

    /// A store that keeps failing is not even asked.
    @Test(arguments: [false, true])
    func whileTheStoreIsLeftAloneTheOldIsServed(isSharded: Bool) throws {
        let memory = isSharded ? Self.sharded([[1, 1], [2, 2]]) : Self.store([0: 1, 2: 2])
        let isAsked = Monitor(true)
        let store = UnlistedStore(memory) { _, _ in
            if !isAsked.withLock({ $0 }) { throw Interruption.heldUp }
        }
        let worker = Worker(store)
        #expect(try worker.read([0], at: 0) == [1])
        isAsked.update { $0 = false }
        for moment in [59.0, 61, 1000] {
            let context = worker.request(at: moment)
            #expect(try worker.read([0], context) == [1])
            #expect(context.measurements.count(of: .staleAnswers) == (moment > 60 ? 1 : 0) || isSharded)
        }
        // Of what nobody has read there is nothing to serve.
        #expect(throws: Interruption.heldUp) { try worker.read([0, 2], at: 61) }
        #expect(throws: Interruption.heldUp) { try worker.read([2], at: 61) }
        isAsked.update { $0 = true }
        #expect(try worker.read([0, 2], at: 62) == [1, 2])
    }

    @Test func whatMayNotBeReadAnyMoreIsAnError() throws {
        let store = Self.store([0: 1])
        let worker = Worker(store)
        #expect(try worker.read([0], at: 0) == [1])
        let error = StorageError.refused(key: "c/0", status: 403)
        store.fail("c/0", with: error)
        #expect(throws: ZarrError.storage(error)) { try worker.read([0], at: 61) }
    }

    // MARK: Stores that are gone

    /// A store of two chunks and its document, and the kind of what is taken away: those that were read, expired or
    /// not, and those that nobody has asked for.
    @Test(arguments: [false, true], [[0], [2], [2, 0]])
    func noChunkIsAbsentFromAStoreThatIsGone(isSharded: Bool, chunks: [Int]) throws {
        let store = isSharded ? Self.sharded([[1, 1], [2, 2]]) : Self.store([0: 1, 2: 2])
        let (document, objects) = (store["zarr.json"], ["c/0", "c/1", "c/2"].map { ($0, store[$0]) })
        let worker = Worker(store)
        #expect(try worker.read([0], at: 0) == [1])
        for key in ["zarr.json"] + objects.map(\.0) { store[key] = nil }
        // What is believed stays believed; nothing new can be said.
        #expect(try worker.read([0], at: 59) == [1])
        for moment in [61.0, 62, 200] {
            let context = worker.request(at: moment)
            let error = ZarrError.storage(.gone(key: "zarr.json"))
            #expect(throws: error) { try worker.read(chunks, context) }
            // The catalogue looks for itself.
            #expect(context.retry.beginAnew(after: error))
        }
        // Nothing of it was kept.
        store["zarr.json"] = document
        for (key, object) in objects { store[key] = object }
        #expect(try worker.read(chunks, at: 201) == chunks.map { $0 == 0 ? 1 : 2 })
    }

    /// An answer that the root's document is there speaks for the other chunks of a request.
    @Test func aSparseArrayAsksOnceWhetherItsStoreIsThere() throws {
        let store = Self.store([:])
        let worker = Worker(store)
        // Whose request opened it has seen the document.
        #expect(try worker.read([0], at: 0) == [7])
        #expect(store.takeAskedKeys().filter { $0 == "zarr.json" }.count == 1)
        #expect(try worker.read([1, 2, 3, 4], at: 10) == [7, 7, 7, 7])
        #expect(store.takeAskedKeys().filter { $0 == "zarr.json" }.count == 1)
        store["zarr.json"] = nil
        // By this clock the look has taken no time: it is believed for 10 ms.
        for moment in [10.02, 11] {
            #expect(throws: ZarrError.storage(.gone(key: "zarr.json"))) { try worker.read([5], at: moment) }
        }
    }

    /// A store that takes away a chunk and then does not answer is a store that does not answer.
    @Test func whileTheRootIsAwayTheOldIsServed() throws {
        let store = Self.store([0: 1])
        let worker = Worker(store)
        #expect(try worker.read([0], at: 0) == [1])
        store["c/0"] = nil
        let error = StorageError.refused(key: "zarr.json", status: 503)
        for key in ["zarr.json", ".zmetadata", ".zgroup", ".zarray"] { store.fail(key, with: error) }
        #expect(try worker.read([0], at: 61) == [1])
        #expect(throws: ZarrError.storage(error)) { try worker.read([3], at: 62) }
        for key in ["zarr.json", ".zmetadata", ".zgroup", ".zarray"] { store.fail(key, with: nil) }
        #expect(try worker.read([0, 3], at: 63) == [7, 7])
    }

    // MARK: One state for a request

    /// A request that meets a chunk in two states is answered anew, from the second.
    @Test(arguments: [true, false])
    func aRequestUsesOneStateOfEachChunk(hasValidators: Bool) throws {
        let store = Self.store([0: 1], hasValidators: hasValidators)
        let worker = Worker(store, fillsCache: false)
        let context = worker.request(at: 0)
        #expect(try worker.read([0], context) == [1])
        #expect(try worker.read([0], context) == [1])
        store["c/0"] = [2, 2, 2, 2]
        let error = ZarrError.storage(.changed(key: "c/0"))
        #expect(throws: error) { try worker.read([0], context) }
        #expect(context.retry.beginAnew(after: error))
        #expect(try worker.read([0], context) == [2])
        #expect(!context.retry.beginAnew(after: error))
    }

    // MARK: Shards

    /// Shards of two chunks of two bytes each, with an index of 32 bytes at the end.
    private static func sharded(_ shards: [[UInt8?]]) -> MemoryStore {
        let codecs = ZarrText.sharding("2")
        let document = ZarrText.array("8", chunks: "4", type: "uint8", fill: "7", codecs: codecs)
        let store = MemoryStore(["zarr.json": Array(document.utf8)])
        for (number, parts) in shards.enumerated() { store["c/\(number)"] = shard(parts) }
        return store
    }

    private static func shard(_ parts: [UInt8?]) -> [UInt8] {
        var (bytes, index): ([UInt8], [UInt64]) = ([], [])
        for part in parts {
            index += part == nil ? [.max, .max] : [UInt64(bytes.count), 2]
            if let part { bytes += [part, part] }
        }
        return bytes
            + index.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }

    @Test func shardsAreLookedAtThroughTheirIndex() throws {
        let store = Self.sharded([[1, nil], [3, 4]])
        let worker = Worker(store)
        #expect(try worker.read([0, 1, 2, 3], at: 0) == [1, 7, 3, 4])
        _ = (store.takeAskedKeys(), store.takeSentBytes())
        // Both shards are the same: two questions, no bytes.
        #expect(try worker.read([0, 1, 2, 3], at: 61) == [1, 7, 3, 4])
        #expect(store.takeAskedKeys().sorted() == ["c/0", "c/1"] && store.takeSentBytes() == 0)
        store["c/0"] = Self.shard([nil, 6])
        #expect(try worker.read([0, 1, 2, 3], at: 100) == [1, 7, 3, 4])
        #expect(try worker.read([0, 1, 2, 3], at: 122) == [7, 6, 3, 4])
        store["c/0"] = nil
        #expect(try worker.read([0, 1], at: 183) == [7, 7])
    }

    /// A chunk that its shard's index vouches for is believed no longer than the index.
    @Test func beliefIsNotHandedOn() throws {
        let store = Self.sharded([[1, 2]])
        let worker = Worker(store)
        #expect(try worker.read([0], at: 0) == [1])
        #expect(try worker.read([1], at: 61) == [2])
        _ = store.takeAskedKeys()
        #expect(try worker.read([0], at: 100) == [1])
        #expect(store.takeAskedKeys() == [])
        store["c/0"] = Self.shard([8, 9])
        #expect(try worker.read([0, 1], at: 121) == [1, 2])
        #expect(try worker.read([0, 1], at: 121.5) == [8, 9])
    }

    // MARK: The states that a body is made of

    /// What a worker reads for a body, and the states that it was made of.
    private static func body(_ chunks: [Int], by worker: Worker, at seconds: Double) throws -> (
        values: [UInt8], states: UInt128
    ) {
        let context = worker.request(at: seconds)
        context.retry.objects.beginBody()
        let values = try worker.read(chunks, context)
        return (values, try #require(context.retry.objects.ofBody).number)
    }

    @Test func statesAreNamedAlikeInEveryWorkerAndOrder() throws {
        let store = Self.store([0: 1, 1: 5])
        let (first, second) = (Worker(store), Worker(store, fillsCache: false))
        let states = try Self.body([0, 1, 2], by: first, at: 0).states
        #expect(try Self.body([2, 0, 1], by: second, at: 1).states == states)
        // Looked at again, and still the same.
        #expect(try Self.body([0, 1, 2], by: first, at: 100).states == states)
        // Two chunks that change places are other states.
        (store["c/0"], store["c/1"]) = ([5, 5, 5, 5], [1, 1, 1, 1])
        #expect(try Self.body([0, 1, 2], by: second, at: 200).states != states)
        // What is read before the body does not count.
        let context = second.request(at: 300)
        _ = try second.read([1], context)
        context.retry.objects.beginBody()
        #expect(context.retry.objects.ofBody?.number == ContentDigest().number)
    }

    /// One request may read arrays of one name in several stores: they are no two states of one chunk.
    @Test func storesAreToldApart() throws {
        let workers = ["a", "b"].map { Worker(Self.store([0: $0 == "a" ? 1 : 2], label: $0)) }
        let context = workers[0].request(at: 0)
        #expect(try workers.map { try $0.read([0], context) } == [[1], [2]])
    }

    /// One cache for stores whose names Unicode calls equivalent: on disk they are two folders.
    @Test func equivalentNamesOfStoresAreTwo() throws {
        let reader = Fixture.reader()
        let context = WorkContext.background(seconds: 30)
        var values: [UInt8] = []
        for (value, label) in [(UInt8(1), "\u{FC}"), (2, "u\u{308}")] {
            let array = try reader.openArray(Self.store([0: value], label: label), path: "", context: context)
            try array.readChunks([ChunkCoordinates([0])], window: 100, fillsCache: true, context: context) {
                values.append($1.withBytes { $0[0] })
            }
        }
        #expect(values == [1, 2])
    }

    /// Equal states mean equal values from any worker, while the store changes and workers believe what they have:
    /// generated cases.
    @Test(arguments: 1...8, [true, false]) func equalStatesMeanEqualValues(seed: UInt64, isSharded: Bool)
        throws
    {
        var random = SplitMix(state: seed)
        func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        let store =
            isSharded
            ? Self.sharded([[1, 2], [3, nil]]) : Self.store([0: 1, 1: 2, 2: 3], hasValidators: seed % 2 == 0)
        let workers = [Worker(store), Worker(store), Worker(store, fillsCache: false)]
        let lists = [[0], [0, 1], [3, 1, 0], [2, 3]]
        var known: [String: [UInt8]] = [:]
        var (moment, reads) = (0.0, 0)
        for _ in 0..<300 {
            moment += Double(below(40))
            if below(4) == 0 {
                let (number, value) = (below(isSharded ? 2 : 4), UInt8(below(8)))
                let isGone = below(4) == 0
                store["c/\(number)"] =
                    isGone ? nil : isSharded ? Self.shard([value, nil]) : [value, value, value, value]
                continue
            }
            let list = below(lists.count)
            let body = try Self.body(lists[list], by: workers[below(3)], at: moment)
            let key = "\(list) \(body.states)"
            #expect(known[key] ?? body.values == body.values, "\(key) at \(moment)")
            known[key] = body.values
            reads += 1
        }
        #expect(known.count > 20 && known.count < reads * 9 / 10, "\(known.count) of \(reads)")
    }

    // MARK: Bytes that do not decode

    /// Hands out some answers cut short, then what its store has.
    private final class GarblingStore: ObjectStore {
        private let store: MemoryStore
        private let left: Mutex<Int>

        init(_ store: MemoryStore, times: Int) {
            self.store = store
            left = Mutex(times)
        }

        var label: String { store.label }

        func read(
            _ requests: [ObjectRequest],
            context: WorkContext,
            deliver: (Int, ObjectOutcome) throws -> Void
        ) throws {
            try store.read(requests, context: context) { index, outcome in
                let isChunk = requests[index].key.hasPrefix("c/")
                guard isChunk, case .found(let object) = outcome, object.bytes.count > 1,
                    left.withLock({
                        $0 -= 1; return $0 >= 0
                    })
                else { return try deliver(index, outcome) }
                let cut = object.bytes.withBytes { Array($0.dropLast()) }
                let garbled = StoredObject(
                    bytes: ObjectBytes(cut),
                    objectLength: object.objectLength,
                    validator: object.validator
                )
                try deliver(index, .found(garbled))
            }
        }
    }

    @Test func aChunkThatDoesNotDecodeIsReadOnceMore() throws {
        let memory = Self.store([0: 1, 1: 2, 2: 3])
        let worker = Worker(GarblingStore(memory, times: 1))
        #expect(try worker.read([0, 1, 2], at: 0) == [1, 2, 3])
        #expect(memory.takeAskedKeys().filter { $0.hasPrefix("c/") }.count == 4)
    }

    @Test func aChunkThatNeverDecodesIsAnErrorAfterTwoReads() throws {
        let memory = Self.store([0: 1])
        let worker = Worker(GarblingStore(memory, times: 100))
        let error = try #require(throws: ZarrError.self) { try worker.read([0], at: 0) }
        guard case .corruptChunk(key: "c/0", _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(memory.takeAskedKeys().filter { $0 == "c/0" }.count == 2)
    }

    // MARK: What was read of a dataset

    @Test(arguments: [true, false])
    func aWitnessSeesWhatHasChanged(hasValidators: Bool) throws {
        let store = Self.store([0: 1, 1: 2], hasValidators: hasValidators)
        let worker = Worker(store)
        let context = worker.request(at: 0)
        let (first, second) = (ReadWitness(), ReadWitness())
        try context.observed(by: first) { _ = try worker.read([0, 3], context) }
        try context.observed(by: second) { _ = try worker.read([3, 0], context) }
        #expect(first.digest == second.digest && first.digest != ReadWitness().digest)
        #expect(try first.isUpToDate(context: context))
        store["c/1"] = [0, 0, 0, 0]
        #expect(try first.isUpToDate(context: context))
        store["c/3"] = [0, 0, 0, 0]
        #expect(try !first.isUpToDate(context: context))
        store["c/3"] = nil
        #expect(try first.isUpToDate(context: context))
        store["c/0"] = [1, 1, 1, 2]
        #expect(try !first.isUpToDate(context: context))
    }
}
