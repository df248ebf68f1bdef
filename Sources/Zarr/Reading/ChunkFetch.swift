internal import Execution
internal import ObjectStorage

/// Brings chunks from the store: reads in parallel, decodes here or on the pool's threads, delivers here.
struct ChunkFetch {
    /// A chunk to bring.
    struct Entry: Sendable {
        let item: ChunkItem
        let flight: ChunkFlight
        /// As it was when the store was last asked, too long ago to believe.
        var kept: DecodedChunk?
    }

    let store: any ObjectStore
    let pool: DecodePool
    let array: ArrayMetadata
    let limits: ZarrLimits
    let locator: ChunkLocator
    let reading: ChunkReading
    /// Called for each chunk as soon as it is known what became of it, on any thread.
    let settle: @Sendable (Entry, ChunkArrival) -> Void

    private var context: WorkContext { reading.context }
    private var places: (any ChunkPlaces)? { reading.places }

    /// Below so many decoded bytes, handing work to other threads costs more than it saves.
    private static let fewBytes = 256 << 10

    /// Brings all of `entries`; a shard that is rewritten meanwhile is looked up again, once.
    ///
    /// - Throws: `ChunkFailure` of the first entry that cannot be had; `Interruption`, or what `deliver` throws.
    func run(_ entries: [Entry], deliver: (Int, DecodedChunk) throws -> Void) throws {
        guard array.shards != nil else { return try attempt(entries, deliver: deliver) }
        var delivered: Set<Int> = []
        do {
            try attempt(entries) { index, chunk in
                delivered.insert(index)
                try deliver(index, chunk)
            }
        } catch let failure as ChunkFailure where failure.error.isOfAChangedObject {
            let rest = entries.filter { !delivered.contains($0.item.index) }
            try locator.forgetIndexes(of: rest.map(\.item.coordinates))
            try attempt(rest, deliver: deliver)
        }
    }

    private func attempt(_ entries: [Entry], deliver: (Int, DecodedChunk) throws -> Void) throws {
        guard !entries.isEmpty else { return }
        var locator = self.locator
        locator.flights = entries.map(\.flight)
        let (places, failure) = try locator.places(of: entries.map(\.item.coordinates))
        try attempt(Array(entries.prefix(places.count)), at: places, deliver: deliver)
        if let failure, let entry = entries.dropFirst(failure.index).first {
            throw ChunkFailure(index: entry.item.index, error: failure.error)
        }
    }

    private func attempt(
        _ entries: [Entry],
        at places: [ChunkLocation],
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        let arrivals = zip(entries, places).map { arrival(of: $0, at: $1) }
        for (entry, arrival) in zip(entries, arrivals) {
            guard let arrival, let chunk = arrival.chunk else { continue }
            settle(entry, arrival)
            do throws(ZarrError) {
                try reading.meet(entry.item, chunk.origin)
            } catch {
                throw ChunkFailure(index: entry.item.index, error: error)
            }
            try deliver(entry.item.index, chunk)
        }
        let local = store as? any LocalStore
        let left = zip(places, arrivals).map { place, arrival in
            arrival == nil ? place : .absent(checkedAt: reading.since)
        }
        let requests = ChunkRequest.requests(
            for: left,
            most: array.codecs.plan?.maxEncodedBytes ?? limits.chunkBytes,
            joins: local == nil,
            kept: entries.map { $0.kept?.origin?.validator },
            since: reading.since
        )
        if let local {
            try readLocally(requests, of: entries, from: local, deliver: deliver)
        } else {
            try readRemotely(requests, of: entries, deliver: deliver)
        }
    }

    /// What is known of a chunk by its place alone: that it is not there, or that it is in a shard that has not changed.
    private func arrival(of entry: Entry, at place: ChunkLocation) -> ChunkArrival? {
        switch place {
        case .object: return nil
        case .absent(let checkedAt):
            let origin = reading.isMutable ? ChunkOrigin.absence(at: checkedAt) : nil
            return .decoded(.fill(of: array, origin: origin), checkedAt: checkedAt)
        case .part(_, _, let validator?, let checkedAt):
            guard let kept = entry.kept, kept.origin?.validator == validator else { return nil }
            return .kept(kept, checkedAt: checkedAt)
        case .part: return nil
        }
    }

    /// How many chunks that have arrived make a batch for all threads; 1 when there is no other thread to share with.
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
            request.members.first.map { member in
                EncodedChunk(entry: entries[member.entry], request, member.part, askedAt: reading.moment)
            }
        }
        try decodeAll(pieces, deliver)
    }

    /// Takes objects as they arrive and decodes them by batches, while the next ones are under way.
    ///
    /// Behind a chunk that failed nothing matters any more; those before it are waited for.
    private func readRemotely(
        _ requests: [ChunkRequest],
        of entries: [Entry],
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        let batchSize = self.batchSize
        var arrived: [EncodedChunk] = []
        var order = OrderedArrivals(count: entries.count)
        var isRequested = [Bool](repeating: false, count: entries.count)
        for member in requests.lazy.flatMap(\.members) { isRequested[member.entry] = true }
        for entry in entries.indices where !isRequested[entry] { order.arrive(entry) }
        func flush() throws {
            let batch = exchange(&arrived, with: []).sorted { $0.entry.item.index < $1.entry.item.index }
            do {
                try decodeAll(batch, deliver)
            } catch let failure as ChunkFailure {
                let place = entries.firstIndex { $0.item.index == failure.index } ?? 0
                order.fail(place, failure.error)
            }
        }
        let (stopwatch, askedAt) = (Stopwatch(), reading.moment)
        defer {
            context.measurements.add(nanoseconds: stopwatch.nanoseconds, to: .fetch)
            decodeForFollowers(arrived)
        }
        let shared = requests.map { request in
            request.request.shared(by: request.members.map { entries[$0.entry].flight })
        }
        do {
            try store.read(shared, context: context) { index, outcome in
                for member in requests[index].members {
                    let entry = entries[member.entry]
                    if case .failed(.timedOut(let key)) = outcome {
                        // At once, for a deadline that has passed with it would hide what the store did.
                        if context.deadline.hasPassed { throw StorageError.timedOut(key: key) }
                        order.fail(member.entry, .storage(.timedOut(key: key)))
                    }
                    order.arrive(member.entry)
                    guard order.matters(member.entry) else { continue }
                    arrived.append(
                        EncodedChunk(
                            entry: entry,
                            requests[index],
                            member.part,
                            askedAt: askedAt,
                            outcome: outcome
                        )
                    )
                }
                guard arrived.count >= batchSize || order.failure != nil else { return }
                try stopwatch.pausing { try flush() }
                if order.isDecided { throw DecidedFailure() }
            }
            try stopwatch.pausing { try flush() }
        } catch is DecidedFailure {
        } catch StorageError.timedOut(let key) {
            // All that have not come have timed out with it.
            if order.matters(order.next) {
                let late = entries.indices.contains(order.next) ? entries[order.next].item.coordinates : nil
                order.fail(order.next, .storage(.timedOut(key: late.map(array.objectKey) ?? key)))
            }
        }
        guard let failure = order.failure else { return }
        throw ChunkFailure(
            index: entries[min(failure.index, entries.count - 1)].item.index,
            error: failure.error
        )
    }

    /// Ends a reading of which it is known what it throws.
    private struct DecidedFailure: Error {}

    /// Decodes a batch on all threads and delivers each chunk as it comes, or puts it into its place at once.
    ///
    /// Each chunk's flight ends as soon as it can. A shard that has changed fails no read: followers look for
    /// themselves.
    ///
    /// - Throws: `ChunkFailure` of the first in the batch; `Interruption`, or what `deliver` throws.
    private func decodeAll(_ batch: [EncodedChunk], _ deliver: (Int, DecodedChunk) throws -> Void) throws {
        let (places, settle) = (self.places, self.settle)
        let decode = { @Sendable (index: Int) throws -> DecodedChunk? in
            let piece = batch[index]
            let number = piece.entry.item.index
            do throws(ZarrError) {
                // A follower needs a chunk of its own.
                let memory = piece.entry.flight.isShared ? nil : places?.memory(forChunk: number)
                let arrival = try self.arrival(of: piece, into: memory)
                settle(piece.entry, arrival)
                guard let chunk = arrival.chunk else { return nil }
                guard let places else { return chunk }
                places.put(chunk, index: number)
                return nil
            } catch {
                if !error.isOfAChangedObject { settle(piece.entry, .failed(error)) }
                throw ChunkFailure(index: number, error: error)
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

    /// What a piece is, read if that has not been done.
    ///
    /// Bytes that do not decode, or were written while they were read, are read once more: what garbled them may be over.
    private func arrival(of piece: EncodedChunk, into memory: UnsafeMutableRawBufferPointer?)
        throws(ZarrError)
        -> ChunkArrival
    {
        let outcome: ObjectOutcome
        if let arrived = piece.outcome { outcome = arrived } else { outcome = try read(piece.request) }
        do throws(ZarrError) {
            return try piece.arrival(outcome, of: array, into: memory, reading)
        } catch {
            guard piece.mayBeGarbled(error) else { throw error }
            context.measurements.note("read_again", "\(error)")
            let again = piece.alone(askedAt: reading.moment)
            return try again.arrival(read(again.request), of: array, into: memory, reading)
        }
    }

    private func read(_ request: ObjectRequest) throws(ZarrError) -> ObjectOutcome {
        do {
            return try context.measurements.measure(.fetch) {
                if let local = store as? any LocalStore {
                    return local.readLocally(request, context: context)
                }
                return try store.read(request, context: context)
            }
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .storage(.timedOut(key: request.key))
        }
    }

    /// Decodes what has come and only others still wait for: this request gives up, and they need not fetch it again.
    private func decodeForFollowers(_ pieces: [EncodedChunk]) {
        for piece in pieces where piece.entry.flight.isShared && !piece.entry.flight.hasEnded {
            guard let outcome = piece.outcome,
                let arrival = try? piece.arrival(outcome, of: array, into: nil, reading)
            else { continue }
            settle(piece.entry, arrival)
        }
    }
}

extension ZarrError {
    /// Whether an object was another thing when it was read than when it was looked up.
    fileprivate var isOfAChangedObject: Bool {
        if case .storage(.changed) = self { true } else { false }
    }
}

extension ChunkArrival {
    fileprivate var chunk: DecodedChunk? {
        switch self {
        case .decoded(let chunk, _), .kept(let chunk, _): chunk
        case .placed, .failed: nil
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

extension DecodedChunk {
    /// What a chunk reads as that was never written: one fill value, seen through strides of zero.
    static func fill(of array: ArrayMetadata, origin: ChunkOrigin?) -> DecodedChunk {
        let memory = allocate(bytes: array.fillValue.count)
        memory.copyBytes(from: array.fillValue)
        return DecodedChunk(
            taking: UnsafeRawBufferPointer(memory),
            dataType: array.dataType,
            strides: [Int](repeating: 0, count: array.rank),
            isFill: true,
            origin: origin
        )
    }
}
