package import Execution
internal import Synchronization

/// Decoded chunks of all arrays of a worker, at most so many bytes of them, and never more than the ledger has left.
///
/// It also knows which chunks are being fetched, so that requests that want the same chunk read it once.
package final class ChunkCache: MemoryTenant {
    /// What a cache has done since it began.
    package struct Statistics: Sendable, Equatable {
        package var hits = 0
        package var misses = 0
        package var evictions = 0
        /// What it holds now.
        package var bytes = 0
        package var chunks = 0
    }

    private struct State {
        var held = RecencyList<ChunkIdentity, Entry>()
        var statistics = Statistics()
    }

    /// A decoded chunk, the index of a shard, or a file that says where chunks are.
    private enum Held {
        case chunk(DecodedChunk)
        case index(ShardIndex)
        case file(any CachedFile)

        var cost: Int {
            switch self {
            case .chunk(let chunk): chunk.byteCount + (chunk.origin?.validator?.utf8.count ?? 0) + overhead
            case .index(let index): index.byteCount + overhead
            case .file(let file): file.byteCount + overhead
            }
        }
    }

    private struct Entry {
        let held: Held
        /// When it was last known to be what the store has; the beginning of the clock where nothing changes.
        var checkedAt: Deadline

        func chunk(since: Deadline) -> DecodedChunk? {
            if checkedAt >= since, case .chunk(let chunk) = held { chunk } else { nil }
        }
    }

    private let limit: Int
    let ledger: MemoryLedger
    private let share: MemoryShare
    private let state = Mutex(State())
    let flights = InFlightChunks()

    /// What an entry costs beside its values: objects, keys, links.
    private static let overhead = 192

    /// Registers with `ledger`, which keeps it: a cache lives as long as its worker.
    package init(limit: Int, ledger: MemoryLedger, share: MemoryShare = .whole) {
        self.limit = max(limit, 0)
        self.ledger = ledger
        self.share = share
        ledger.admit(self)
    }

    package var statistics: Statistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.chunks = state.held.count
            return statistics
        }
    }

    /// The chunks that are here, in the order of `identities`; one look for all of them.
    ///
    /// `since`: those that were looked at earlier are not meant.
    func chunks(_ identities: [ChunkIdentity], since: Deadline) -> [DecodedChunk?] {
        state.withLock { state in
            identities.map { identity in
                let chunk = state.held.use(identity)?.chunk(since: since)
                if chunk == nil { state.statistics.misses += 1 } else { state.statistics.hits += 1 }
                return chunk
            }
        }
    }

    /// The chunk if it is here, without counting.
    func present(_ identity: ChunkIdentity, since: Deadline) -> DecodedChunk? {
        state.withLock { $0.held.use(identity)?.chunk(since: since) }
    }

    /// The index of a shard if it is here, and when it was last looked at.
    func index(_ identity: ChunkIdentity) -> (index: ShardIndex, checkedAt: Deadline)? {
        state.withLock { state in
            guard let entry = state.held.use(identity), case .index(let index) = entry.held else {
                return nil
            }
            return (index, entry.checkedAt)
        }
    }

    /// Says that the store still had the same at `moment`.
    func confirm(_ identity: ChunkIdentity, at moment: Deadline) {
        state.withLock { state in
            guard var entry = state.held.use(identity), entry.checkedAt < moment else { return }
            entry.checkedAt = moment
            _ = state.held.insert(entry, for: identity)
        }
    }

    /// A store's own file if it is here.
    package func file(_ identity: ChunkIdentity) -> (any CachedFile)? {
        state.withLock { state in
            guard case .file(let file) = state.held.use(identity)?.held else { return nil }
            return file
        }
    }

    package func insert(_ file: any CachedFile, for identity: ChunkIdentity) {
        insert(.file(file), for: identity, checkedAt: Deadline(nanoseconds: 0))
    }

    func insert(_ chunk: DecodedChunk, for identity: ChunkIdentity, checkedAt: Deadline) {
        insert(.chunk(chunk), for: identity, checkedAt: checkedAt)
    }

    func insert(_ index: ShardIndex, for identity: ChunkIdentity, checkedAt: Deadline) {
        insert(.index(index), for: identity, checkedAt: checkedAt)
    }

    func forget(_ identity: ChunkIdentity) {
        let removed = state.withLock { state in
            let removed = state.held.remove(identity)
            state.statistics.bytes -= removed?.held.cost ?? 0
            return removed
        }
        // Its memory is given back outside the lock.
        withExtendedLifetime(removed) {}
    }

    /// Keeps something, and lets go of what has not been used for longest; does nothing when it cannot fit at all.
    ///
    /// Of two, the one that was looked at later stays, whichever came later.
    private func insert(_ new: Held, for identity: ChunkIdentity, checkedAt: Deadline) {
        let cost = new.cost
        var dropped: [Held] = []
        state.withLock { state in
            // Asked for under the lock: a reservation that comes after this finds it when it makes room.
            let room = min(limit, share.of(ledger.allowance))
            guard cost <= room else { return }
            if let known = state.held.use(identity), known.checkedAt > checkedAt { return }
            shrink(&state, to: room - cost, &dropped)
            let replaced = state.held.insert(Entry(held: new, checkedAt: checkedAt), for: identity)
            state.statistics.bytes += cost - (replaced?.held.cost ?? 0)
            if let replaced { dropped.append(replaced.held) }
        }
    }

    package func shrink(to bytes: Int) -> Int {
        var dropped: [Held] = []
        state.withLock { shrink(&$0, to: share.of(max(bytes, 0)), &dropped) }
        return dropped.reduce(0) { $0 + $1.cost }
    }

    /// The dropped ones are handed out so that their memory is given back outside the lock.
    private func shrink(_ state: inout State, to bytes: Int, _ dropped: inout [Held]) {
        while state.statistics.bytes > bytes, let oldest = state.held.removeOldest() {
            state.statistics.bytes -= oldest.held.cost
            state.statistics.evictions += 1
            dropped.append(oldest.held)
        }
    }
}

/// A file of a store that is kept beside the chunks that it leads to, and counts like them.
package protocol CachedFile: AnyObject, Sendable {
    /// Bytes that it keeps.
    var byteCount: Int { get }
}
