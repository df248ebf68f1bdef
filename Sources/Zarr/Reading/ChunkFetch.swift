internal import Execution
internal import ObjectStorage

/// Brings chunks from the store: reads in parallel, decodes here or on the pool's threads, delivers here.
struct ChunkFetch {
    typealias Entry = (item: ChunkReading.Item, flight: ChunkFlight)

    let store: any ObjectStore
    let pool: DecodePool
    let array: ArrayMetadata
    let limits: ZarrLimits
    let context: WorkContext
    /// Called for each chunk as soon as it is decoded, on any thread.
    let keep: @Sendable (ChunkFlight, DecodedChunk) -> Void
    let fail: @Sendable (ChunkFlight, ZarrError) -> Void

    /// Below so many decoded bytes, handing work to other threads costs more than it saves.
    private static let fewBytes = 256 << 10

    func run(_ entries: [Entry], deliver: (Int, DecodedChunk) throws -> Void) throws {
        guard !entries.isEmpty else { return }
        if let store = store as? any LocalStore {
            try readLocally(entries, from: store, deliver: deliver)
        } else {
            try readRemotely(entries, deliver: deliver)
        }
    }

    /// How many chunks make a batch for all threads; 1 when there is too little to share.
    private var batchSize: Int {
        guard pool.width > 1 else { return 1 }
        return array.chunkBytes * pool.width < Self.fewBytes
            ? max(1, Self.fewBytes / max(array.chunkBytes, 1024)) : pool.width * 2
    }

    /// Each thread reads what it then decodes.
    private func readLocally(
        _ entries: [Entry],
        from store: any LocalStore,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        var start = 0
        while start < entries.count {
            let batch = entries[start..<min(entries.count, start + batchSize)]
            let requests = batch.map { request(for: $0.item) }
            let (results, context) = (ChunkResults(count: batch.count), self.context)
            try decodeAll(Array(batch), results) { index in
                context.measurements.measure(.fetch) { store.readLocally(requests[index], context: context) }
            }
            try deliverAll(batch, results, deliver)
            start = batch.endIndex
        }
    }

    /// Takes objects as they arrive and decodes them by batches, while the next ones are under way.
    private func readRemotely(_ entries: [Entry], deliver: (Int, DecodedChunk) throws -> Void) throws {
        let batchSize = self.batchSize
        var arrived: [(index: Int, outcome: ObjectOutcome)] = []
        func flush() throws {
            let batch = exchange(&arrived, with: [])
            let results = ChunkResults(count: batch.count)
            try decodeAll(batch.map { entries[$0.index] }, results) { batch[$0].outcome }
            try deliverAll(batch.map { entries[$0.index] }[...], results, deliver)
        }
        let stopwatch = Stopwatch()
        defer { context.measurements.add(nanoseconds: stopwatch.nanoseconds, to: .fetch) }
        try store.read(entries.map { request(for: $0.item) }, context: context) { index, outcome in
            arrived.append((index, outcome))
            guard arrived.count >= batchSize else { return }
            try stopwatch.pausing { try flush() }
        }
        try stopwatch.pausing { try flush() }
    }

    private func request(for item: ChunkReading.Item) -> ObjectRequest {
        let name = array.keyEncoding.key(for: item.coordinates)
        let most = array.codecs.plan?.mostEncodedBytes ?? limits.chunkBytes
        return ObjectRequest(key: ObjectKey.joining(array.path, name), mostBytes: most)
    }

    /// Decodes a batch on all threads; each chunk is kept, or its flight failed, as soon as that is known.
    private func decodeAll(
        _ batch: [Entry],
        _ results: ChunkResults,
        outcome: @escaping @Sendable (Int) -> ObjectOutcome
    ) throws {
        let (array, context, keep, fail) = (self.array, self.context, self.keep, self.fail)
        try pool.run(count: batch.count, context: context) { index in
            do throws(ZarrError) {
                let chunk = try Self.chunk(outcome(index), batch[index].item, array, context)
                keep(batch[index].flight, chunk)
                results.put(chunk, at: index)
            } catch {
                fail(batch[index].flight, error)
                throw error
            }
        }
    }

    private func deliverAll(
        _ batch: ArraySlice<Entry>,
        _ results: ChunkResults,
        _ deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        for (entry, chunk) in zip(batch, results.take()) {
            guard let chunk else { continue }
            try deliver(entry.item.index, chunk)
        }
    }

    private static func chunk(
        _ outcome: ObjectOutcome,
        _ item: ChunkReading.Item,
        _ array: ArrayMetadata,
        _ context: WorkContext
    ) throws(ZarrError) -> DecodedChunk {
        switch outcome {
        case .absent: return .fill(of: array)
        case .failed(let error): throw .storage(error)
        case .found(let object):
            let key = ObjectKey.joining(array.path, array.keyEncoding.key(for: item.coordinates))
            guard let plan = array.codecs.plan else {
                throw .unsupported(path: array.path, feature: "an array without codecs")
            }
            context.measurements.add(to: .chunksDecoded)
            return try context.measurements.measure(.decode) { () throws(ZarrError) in
                try object.bytes.withBytes { (bytes) throws(ZarrError) in try plan.decode(bytes, key: key) }
            }
        }
    }
}

/// Decoded chunks of a batch, put in by the threads that decode and taken out by the one that delivers.
private final class ChunkResults: Sendable {
    private let chunks: Monitor<[DecodedChunk?]>

    init(count: Int) {
        chunks = Monitor([DecodedChunk?](repeating: nil, count: count))
    }

    func put(_ chunk: DecodedChunk, at index: Int) { chunks.withLock { $0[index] = chunk } }

    func take() -> [DecodedChunk?] { chunks.withLock { exchange(&$0, with: []) } }
}

/// Measures time but for its pauses.
///
/// Of one thread.
private final class Stopwatch {
    private var start = Deadline.now.nanoseconds
    private var paused: UInt64 = 0

    var nanoseconds: UInt64 { Deadline.now.nanoseconds &- start &- paused }

    func pausing<Result>(_ body: () throws -> Result) rethrows -> Result {
        let begin = Deadline.now.nanoseconds
        defer { paused &+= Deadline.now.nanoseconds &- begin }
        return try body()
    }
}

/// Puts `new` in the place of `old` and returns `old`.
private func exchange<Value>(_ old: inout Value, with new: Value) -> Value {
    let value = old
    old = new
    return value
}

extension DecodedChunk {
    /// What a chunk reads as that was never written: one fill value, seen through strides of zero.
    static func fill(of array: ArrayMetadata) -> DecodedChunk {
        let memory = allocate(bytes: array.fillValue.count)
        memory.copyBytes(from: array.fillValue)
        return DecodedChunk(
            taking: UnsafeRawBufferPointer(memory),
            dataType: array.dataType,
            strides: [Int](repeating: 0, count: array.rank),
            isFill: true
        )
    }
}
