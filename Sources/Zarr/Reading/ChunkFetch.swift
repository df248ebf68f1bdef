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
    /// Called for each chunk as soon as it is decoded, on any thread.
    let keep: @Sendable (ChunkFlight, DecodedChunk) -> Void
    let fail: @Sendable (ChunkFlight, ZarrError) -> Void

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
            keep(entry.flight, chunk)
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
            request.members.first.map { Piece(entry: entries[$0.entry], request, $0.part, outcome: nil) }
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
        var arrived: [Piece] = []
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
                    Piece(entry: entries[member.entry], requests[index], member.part, outcome: outcome)
                )
            }
            guard arrived.count >= batchSize else { return }
            try stopwatch.pausing { try flush() }
        }
        try stopwatch.pausing { try flush() }
    }

    /// One chunk to decode, with what is known of its bytes.
    private struct Piece: Sendable {
        let entry: Entry
        let request: ObjectRequest
        /// Of what comes; nil for all of it.
        let part: Range<Int>?
        let validator: String?
        /// Nil while it has not been read.
        let outcome: ObjectOutcome?

        init(entry: Entry, _ request: ChunkRequest, _ part: Range<Int>?, outcome: ObjectOutcome?) {
            self.entry = entry
            self.request = request.request
            self.part = part
            validator = request.validator
            self.outcome = outcome
        }
    }

    /// Decodes a batch on all threads and delivers each chunk as it comes.
    ///
    /// Each chunk is kept, or its flight failed, as soon as that is known. A shard that has changed fails nobody: who
    /// follows looks for himself.
    private func decodeAll(
        _ batch: [Piece],
        _ deliver: (Int, DecodedChunk) throws -> Void,
        reading: @escaping @Sendable (ObjectRequest) -> ObjectOutcome
    ) throws {
        let (array, context, keep, fail) = (self.array, self.context, self.keep, self.fail)
        let decode = { @Sendable (index: Int) throws -> DecodedChunk in
            let piece = batch[index]
            do throws(ZarrError) {
                let chunk = try Self.chunk(piece.outcome ?? reading(piece.request), piece, array, context)
                keep(piece.entry.flight, chunk)
                return chunk
            } catch {
                if case .storage(.changed) = error {} else { fail(piece.entry.flight, error) }
                throw error
            }
        }
        do {
            try pool.run(count: batch.count, context: context, produce: decode) { index, chunk in
                try deliver(batch[index].entry.item.index, chunk)
            }
        } catch {
            decodeForFollowers(batch)
            throw error
        }
    }

    /// Decodes what has come and only others still wait for: this request gives up, and they need not fetch it again.
    private func decodeForFollowers(_ pieces: [Piece]) {
        for piece in pieces where piece.entry.flight.isShared && !piece.entry.flight.hasEnded {
            guard let outcome = piece.outcome,
                let chunk = try? Self.chunk(outcome, piece, array, context)
            else { continue }
            keep(piece.entry.flight, chunk)
        }
    }

    private static func chunk(
        _ outcome: ObjectOutcome,
        _ piece: Piece,
        _ array: ArrayMetadata,
        _ context: WorkContext
    ) throws(ZarrError) -> DecodedChunk {
        let key = piece.request.key
        switch outcome {
        case .absent where piece.part == nil: return .fill(of: array)
        case .absent: throw .storage(.changed(key: key))
        case .failed(let error): throw .storage(error)
        case .found(let object):
            let plan = try array.plan(of: piece.entry.item.coordinates, key: key)
            let part = try part(of: object, piece)
            context.measurements.add(to: .chunksDecoded)
            context.measurements.add(part.count, to: .storeBytes)
            return try context.measurements.measure(.decode) { () throws(ZarrError) in
                try object.bytes.withBytes { (bytes) throws(ZarrError) in
                    try plan.decode(UnsafeRawBufferPointer(rebasing: bytes[part]), key: key)
                }
            }
        }
    }

    /// The chunk's bytes in what came: all of it, or its part of a shard that is still the one of the index.
    private static func part(of object: StoredObject, _ piece: Piece) throws(ZarrError) -> Range<Int> {
        guard let part = piece.part else { return 0..<object.bytes.count }
        let validators = (piece.validator, object.validator)
        if let known = validators.0, let now = validators.1, known != now {
            throw .storage(.changed(key: piece.request.key))
        }
        guard part.upperBound <= object.bytes.count else {
            throw .corruptChunk(key: piece.request.key, reason: "an inner chunk lies outside the shard")
        }
        return part
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

extension ArrayMetadata {
    /// How one chunk is decoded.
    fileprivate func plan(of chunk: ChunkCoordinates, key: String) throws(ZarrError) -> DecodingPlan {
        do throws(DocumentFault) {
            if let plan = try codecs.plan(forShape: chunkGrid.shape(of: chunk)) { return plan }
        } catch {
            throw error.located(path: path, key: key)
        }
        throw .unsupported(path: path, feature: "an array without codecs")
    }
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
