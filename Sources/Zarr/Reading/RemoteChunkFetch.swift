internal import Execution
internal import ObjectStorage

/// Takes objects of a store far away as they arrive and decodes them by batches, while the next ones are under way.
///
/// Behind a chunk that failed nothing matters any more; those before it are waited for.
struct RemoteChunkFetch {
    private let fetch: ChunkFetch
    private let requests: [ChunkRequest]
    private let entries: [ChunkFetch.Entry]
    private let stopwatch = FetchStopwatch()
    private let askedAt: Deadline
    /// What has come and is not decoded.
    private var arrived: [EncodedChunk] = []
    private var order: OrderedArrivals

    /// Below so many decoded bytes, handing work to other threads costs more than it saves.
    private static let fewBytes = 256 << 10

    /// Ends a reading of which it is known what it throws.
    private struct DecidedFailure: Error {}

    init(_ fetch: ChunkFetch, _ requests: [ChunkRequest], of entries: [ChunkFetch.Entry]) {
        (self.fetch, self.requests, self.entries) = (fetch, requests, entries)
        askedAt = fetch.reading.moment
        var order = OrderedArrivals(count: entries.count)
        var isRequested = [Bool](repeating: false, count: entries.count)
        for member in requests.lazy.flatMap(\.members) { isRequested[member.entry] = true }
        for entry in entries.indices where !isRequested[entry] { order.arrive(entry) }
        self.order = order
    }

    /// - Throws: `ChunkFailure` of the first entry that cannot be had; `Interruption`, or what `deliver` throws.
    mutating func run(deliver: (Int, DecodedChunk) throws -> Void) throws {
        defer {
            fetch.context.measurements.add(nanoseconds: stopwatch.nanoseconds, to: .fetch)
            fetch.decodeForFollowers(arrived)
        }
        do {
            try readAll(deliver)
        } catch is DecidedFailure {
        } catch StorageError.timedOut(let key) {
            failAllThatHasNotCome(key)
        }
        guard let failure = order.failure else { return }
        throw ChunkFailure(
            index: entries[min(failure.index, entries.count - 1)].item.index,
            error: failure.error
        )
    }

    private mutating func readAll(_ deliver: (Int, DecodedChunk) throws -> Void) throws {
        let (batchSize, requests, entries) = (self.batchSize, self.requests, self.entries)
        let shared = requests.map { request in
            request.request.shared(by: request.members.map { entries[$0.entry].flight })
        }
        let hasStandIn = { (index: Int) in
            requests[index].members.allSatisfy { entries[$0.entry].kept != nil }
        }
        try fetch.store.read(shared, standIns: hasStandIn, context: fetch.context) { index, outcome in
            try take(outcome, of: requests[index])
            guard arrived.count >= batchSize || order.failure != nil else { return }
            try stopwatch.pausing { try decode(deliver) }
            if order.isDecided { throw DecidedFailure() }
        }
        try stopwatch.pausing { try decode(deliver) }
    }

    private mutating func take(_ outcome: ObjectOutcome, of request: ChunkRequest) throws {
        for member in request.members {
            if case .failed(.timedOut(let key)) = outcome {
                // At once, for a deadline that has passed with it would hide what the store did.
                if fetch.context.deadline.hasPassed { throw StorageError.timedOut(key: key) }
                order.fail(member.entry, .storage(.timedOut(key: key)))
            }
            order.arrive(member.entry)
            guard order.matters(member.entry) else { continue }
            let entry = entries[member.entry]
            arrived.append(
                EncodedChunk(entry: entry, request, member.part, askedAt: askedAt, outcome: outcome)
            )
        }
    }

    /// Decodes what has come, in the order of the entries.
    private mutating func decode(_ deliver: (Int, DecodedChunk) throws -> Void) throws {
        let batch = exchange(&arrived, with: []).sorted { $0.entry.item.index < $1.entry.item.index }
        do {
            try fetch.decodeAll(batch, deliver)
        } catch let failure as ChunkFailure {
            let place = entries.firstIndex { $0.item.index == failure.index } ?? 0
            order.fail(place, failure.error)
        }
    }

    /// What has not come has timed out with the object of that key; the first of it is named.
    private mutating func failAllThatHasNotCome(_ key: String) {
        guard order.matters(order.next) else { return }
        let late = entries.indices.contains(order.next) ? entries[order.next].item.coordinates : nil
        order.fail(order.next, .storage(.timedOut(key: late.map(fetch.array.objectKey) ?? key)))
    }

    /// How many chunks that have arrived make a batch for all threads; 1 when there is no other thread to share with.
    private var batchSize: Int {
        let (width, chunkBytes) = (fetch.pool.width, fetch.array.chunkBytes)
        guard width > 1 else { return 1 }
        return chunkBytes * width < Self.fewBytes ? max(1, Self.fewBytes / max(chunkBytes, 1024)) : width * 2
    }
}
