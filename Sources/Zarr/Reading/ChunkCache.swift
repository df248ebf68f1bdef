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
        var held = RecencyList<ChunkIdentity, Held>()
        var statistics = Statistics()
    }

    /// A decoded chunk, the index of a shard, or a file that says where chunks are.
    private enum Held {
        case chunk(DecodedChunk)
        case index(ShardIndex)
        case file(any CachedFile)

        var cost: Int {
            switch self {
            case .chunk(let chunk): chunk.byteCount + overhead
            case .index(let index): index.byteCount + overhead
            case .file(let file): file.byteCount + overhead
            }
        }

        var chunk: DecodedChunk? {
            if case .chunk(let chunk) = self { chunk } else { nil }
        }
    }

    private let limit: Int
    private let ledger: MemoryLedger
    private let share: MemoryShare
    private let state = Mutex(State())
    let flights = ChunkFlights()

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
    func chunks(_ identities: [ChunkIdentity]) -> [DecodedChunk?] {
        state.withLock { state in
            identities.map { identity in
                let chunk = state.held.use(identity)?.chunk
                if chunk == nil { state.statistics.misses += 1 } else { state.statistics.hits += 1 }
                return chunk
            }
        }
    }

    /// The chunk if it is here, without counting.
    func present(_ identity: ChunkIdentity) -> DecodedChunk? {
        state.withLock { $0.held.use(identity)?.chunk }
    }

    /// The index of a shard if it is here.
    func index(_ identity: ChunkIdentity) -> ShardIndex? {
        state.withLock { state in
            guard case .index(let index) = state.held.use(identity) else { return nil }
            return index
        }
    }

    /// A store's own file if it is here.
    package func file(_ identity: ChunkIdentity) -> (any CachedFile)? {
        state.withLock { state in
            guard case .file(let file) = state.held.use(identity) else { return nil }
            return file
        }
    }

    package func insert(_ file: any CachedFile, for identity: ChunkIdentity) {
        insert(.file(file), for: identity)
    }

    func insert(_ chunk: DecodedChunk, for identity: ChunkIdentity) { insert(.chunk(chunk), for: identity) }

    func insert(_ index: ShardIndex, for identity: ChunkIdentity) { insert(.index(index), for: identity) }

    func forget(_ identity: ChunkIdentity) {
        let removed = state.withLock { state in
            let removed = state.held.remove(identity)
            state.statistics.bytes -= removed?.cost ?? 0
            return removed
        }
        // Its memory is given back outside the lock.
        withExtendedLifetime(removed) {}
    }

    /// Keeps something, and lets go of what has not been used for longest; does nothing when it cannot fit at all.
    private func insert(_ new: Held, for identity: ChunkIdentity) {
        let cost = new.cost
        var dropped: [Held] = []
        state.withLock { state in
            // Asked for under the lock: a reservation that comes after this finds it when it makes room.
            let room = min(limit, share.of(ledger.allowance))
            guard cost <= room else { return }
            shrink(&state, to: room - cost, &dropped)
            let replaced = state.held.insert(new, for: identity)
            state.statistics.bytes += cost - (replaced?.cost ?? 0)
            if let replaced { dropped.append(replaced) }
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
            state.statistics.bytes -= oldest.cost
            state.statistics.evictions += 1
            dropped.append(oldest)
        }
    }
}

/// A file of a store that is kept beside the chunks that it leads to, and counts like them.
package protocol CachedFile: AnyObject, Sendable {
    /// Bytes that it keeps.
    var byteCount: Int { get }
}
