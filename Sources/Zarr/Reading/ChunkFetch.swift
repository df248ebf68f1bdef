internal import Execution
internal import ObjectStorage

/// Brings chunks from the store: reads in parallel, decodes here or on the pool's threads, delivers here.
struct ChunkFetch {
    typealias Entry = (item: ChunkItem, flight: ChunkFlight)

    let store: any ObjectStore
    let pool: DecodePool
    let array: ArrayMetadata
    let limits: ZarrLimits
    let locator: ChunkLocator
    let context: WorkContext
    /// Takes decoded chunks on the threads that decode them; nil where they are delivered on the calling one.
    let places: (any ChunkPlaces)?
    /// Called for each chunk as soon as it is decoded, on any thread; `abandoned` where only its place has the values.
    let settle: @Sendable (ChunkFlight, ChunkFlights.Ending) -> Void

    /// Below so many decoded bytes, handing work to other threads costs more than it saves.
    private static let fewBytes = 256 << 10

    /// Brings all of `entries`; a shard that is rewritten meanwhile is looked up again, once.
    func run(_ entries: [Entry], deliver: (Int, DecodedChunk) throws -> Void) throws {
        guard array.shards != nil else { return try attempt(entries, deliver: deliver) }
        var delivered: Set<Int> = []
        do {
            try attempt(entries) { index, chunk in
                delivered.insert(index)
                try deliver(index, chunk)
            }
        } catch ZarrError.storage(.changed) {
            let rest = entries.filter { !delivered.contains($0.item.index) }
            try locator.forgetIndexes(of: rest.map(\.item.coordinates))
            try attempt(rest, deliver: deliver)
        }
    }

    private func attempt(_ entries: [Entry], deliver: (Int, DecodedChunk) throws -> Void) throws {
        guard !entries.isEmpty else { return }
        var locator = self.locator
        locator.flights = entries.map(\.flight)
        let places = try locator.places(of: entries.map(\.item.coordinates))
        for (entry, place) in zip(entries, places) {
            guard case .absent = place else { continue }
            let chunk = DecodedChunk.fill(of: array)
            settle(entry.flight, .arrived(chunk))
            try deliver(entry.item.index, chunk)
        }
        let local = store as? any LocalStore
        let most = array.codecs.plan?.mostEncodedBytes ?? limits.chunkBytes
        let requests = ChunkRequest.requests(for: places, most: most, joins: local == nil)
        if let local {
            try readLocally(requests, of: entries, from: local, deliver: deliver)
        } else {
            try readRemotely(requests, of: entries, deliver: deliver)
        }
    }

    /// How many chunks that have arrived make a batch for all threads; 1 when there is nobody to share with.
    private var batchSize: Int {
        guard pool.width > 1 else { return 1 }
        return array.chunkBytes * pool.width < Self.fewBytes
            ? max(1, Self.fewBytes / max(array.chunkBytes, 1024)) : pool.width * 2
    }

    /// Each thread reads what it then decodes.
    private func readLocally(
        _ requests: [ChunkRequest],
        of entries: [Entry],
        from store: any LocalStore,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        let pieces = requests.compactMap { request in
            request.members.first.map { ChunkPiece(entry: entries[$0.entry], request, $0.part, outcome: nil) }
        }
        try decodeAll(pieces, deliver) { [context] request in
            context.measurements.measure(.fetch) { store.readLocally(request, context: context) }
        }
    }

    /// Takes objects as they arrive and decodes them by batches, while the next ones are under way.
    private func readRemotely(
        _ requests: [ChunkRequest],
        of entries: [Entry],
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        let batchSize = self.batchSize
        var arrived: [ChunkPiece] = []
        func flush() throws {
            let batch = exchange(&arrived, with: [])
            try decodeAll(batch, deliver) { _ in .absent }
        }
        let stopwatch = Stopwatch()
        defer {
            context.measurements.add(nanoseconds: stopwatch.nanoseconds, to: .fetch)
            decodeForFollowers(arrived)
        }
        let shared = requests.map { request in
            request.request.shared(by: request.members.map { entries[$0.entry].flight })
        }
        try store.read(shared, context: context) { index, outcome in
            // At once, for the deadline has passed with it and would hide what the store did.
            if case .failed(let error) = outcome, case .timedOut = error { throw ZarrError.storage(error) }
            for member in requests[index].members {
                arrived.append(
                    ChunkPiece(entry: entries[member.entry], requests[index], member.part, outcome: outcome)
                )
            }
            guard arrived.count >= batchSize else { return }
            try stopwatch.pausing { try flush() }
        }
        try stopwatch.pausing { try flush() }
    }

    /// Decodes a batch on all threads and delivers each chunk as it comes, or puts it into its place at once.
    ///
    /// Each chunk's flight ends as soon as it can. A shard that has changed fails nobody: who follows looks for
    /// himself.
    private func decodeAll(
        _ batch: [ChunkPiece],
        _ deliver: (Int, DecodedChunk) throws -> Void,
        reading: @escaping @Sendable (ObjectRequest) -> ObjectOutcome
    ) throws {
        let (array, context, places, settle) = (self.array, self.context, self.places, self.settle)
        let decode = { @Sendable (index: Int) throws -> DecodedChunk? in
            let piece = batch[index]
            let number = piece.entry.item.index
            do throws(ZarrError) {
                let outcome = piece.outcome ?? reading(piece.request)
                // Who follows needs a chunk of his own.
                let memory = piece.entry.flight.isShared ? nil : places?.memory(forChunk: number)
                let chunk = try piece.decode(outcome, of: array, into: memory, context)
                settle(piece.entry.flight, chunk.map { .arrived($0) } ?? .abandoned)
                guard let places else { return chunk }
                if let chunk { places.put(chunk, index: number) }
                return nil
            } catch {
                if case .storage(.changed) = error {} else { settle(piece.entry.flight, .failed(error)) }
                throw error
            }
        }
        do {
            try pool.run(count: batch.count, context: context, produce: decode) { index, chunk in
                if let chunk { try deliver(batch[index].entry.item.index, chunk) }
            }
        } catch {
            decodeForFollowers(batch)
            throw error
        }
    }

    /// Decodes what has come and only others still wait for: this request gives up, and they need not fetch it again.
    private func decodeForFollowers(_ pieces: [ChunkPiece]) {
        for piece in pieces where piece.entry.flight.isShared && !piece.entry.flight.hasEnded {
            guard let outcome = piece.outcome,
                let chunk = try? piece.decode(outcome, of: array, into: nil, context)
            else { continue }
            settle(piece.entry.flight, .arrived(chunk))
        }
    }
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
