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
        var chunks = RecencyList<ChunkIdentity, DecodedChunk>()
        var statistics = Statistics()
    }

    private let limit: Int
    private let ledger: MemoryLedger
    private let state = Mutex(State())
    let flights = ChunkFlights()

    /// What an entry costs beside its values: objects, keys, links.
    private static let overhead = 192

    /// Registers with `ledger`, which keeps it: a cache lives as long as its worker.
    package init(limit: Int, ledger: MemoryLedger) {
        self.limit = max(limit, 0)
        self.ledger = ledger
        ledger.admit(self)
    }

    package var statistics: Statistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.chunks = state.chunks.count
            return statistics
        }
    }

    /// The chunks that are here, in the order of `identities`; one look for all of them.
    func chunks(_ identities: [ChunkIdentity]) -> [DecodedChunk?] {
        state.withLock { state in
            identities.map { identity in
                let chunk = state.chunks.use(identity)
                if chunk == nil { state.statistics.misses += 1 } else { state.statistics.hits += 1 }
                return chunk
            }
        }
    }

    /// The chunk if it is here, without counting.
    func present(_ identity: ChunkIdentity) -> DecodedChunk? {
        state.withLock { $0.chunks.use(identity) }
    }

    /// Keeps a chunk, and lets go of those not used for longest; does nothing when it cannot fit at all.
    func insert(_ chunk: DecodedChunk, for identity: ChunkIdentity) {
        let cost = Self.cost(chunk)
        var dropped: [DecodedChunk] = []
        state.withLock { state in
            // Asked for under the lock: a reservation that comes after this finds the chunk when it makes room.
            let room = min(limit, ledger.allowance)
            guard cost <= room else { return }
            shrink(&state, to: room - cost, &dropped)
            let replaced = state.chunks.insert(chunk, for: identity)
            state.statistics.bytes += cost - (replaced.map(Self.cost) ?? 0)
            if let replaced { dropped.append(replaced) }
        }
    }

    package func shrink(to bytes: Int) {
        var dropped: [DecodedChunk] = []
        state.withLock { shrink(&$0, to: max(bytes, 0), &dropped) }
    }

    /// The dropped chunks are handed out so that their memory is given back outside the lock.
    private func shrink(_ state: inout State, to bytes: Int, _ dropped: inout [DecodedChunk]) {
        while state.statistics.bytes > bytes, let oldest = state.chunks.removeOldest() {
            state.statistics.bytes -= Self.cost(oldest)
            state.statistics.evictions += 1
            dropped.append(oldest)
        }
    }

    private static func cost(_ chunk: DecodedChunk) -> Int { chunk.byteCount + overhead }
}
