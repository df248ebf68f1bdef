internal import Execution
internal import Synchronization

/// The open snapshots of all datasets of a worker, as one tenant of its memory: those that nobody has asked for of late give
/// way, but for the newest of each dataset, which stand in while a store is away.
final class SnapshotMemory: MemoryTenant {
    private struct Entry {
        let version: OpenSnapshot
        let owner: OpenSnapshots
        var cost: Int
    }

    private struct State {
        var held = RecencyList<ObjectIdentifier, Entry>()
        var bytes = 0
    }

    private let ledger: MemoryLedger
    private let share: MemoryShare
    private let state = Mutex(State())

    /// Registers with `ledger`, which keeps it.
    init(ledger: MemoryLedger, share: MemoryShare) {
        self.ledger = ledger
        self.share = share
        ledger.admit(self)
    }

    /// Bytes of all that is open, as far as they can be told.
    var byteCount: Int { state.withLock { $0.bytes } }

    /// Says that a snapshot is open and was used just now; what it holds may have grown.
    func use(_ version: OpenSnapshot, of owner: OpenSnapshots) {
        let (key, cost) = (ObjectIdentifier(version), version.byteCount)
        let hasGrown = state.withLock { state in
            if let known = state.held.use(key), known.cost == cost { return false }
            let entry = Entry(version: version, owner: owner, cost: cost)
            state.bytes += cost - (state.held.insert(entry, for: key)?.cost ?? 0)
            return true
        }
        if hasGrown { _ = shrink(to: ledger.allowance) }
    }

    /// Says that a snapshot is not kept any more.
    func forget(_ version: OpenSnapshot) {
        let removed = state.withLock { state in
            let removed = state.held.remove(ObjectIdentifier(version))
            state.bytes -= removed?.cost ?? 0
            return removed
        }
        // Its memory is given back outside the lock.
        withExtendedLifetime(removed) {}
    }

    /// Closes snapshots, those used last the last, the newest of a dataset as others: its next request opens it again.
    func letGoOfHeld(_ bytes: Int) {
        var letGo = 0
        while letGo < bytes, let oldest = state.withLock({ Self.removeOldest(&$0) }) {
            letGo += oldest.version.heldBytes
            oldest.owner.close(oldest.version)
        }
    }

    private static func removeOldest(_ state: inout State) -> Entry? {
        guard let oldest = state.held.removeOldest() else { return nil }
        state.bytes -= oldest.cost
        return oldest
    }

    func shrink(to bytes: Int) -> Int {
        let room = share.of(max(bytes, 0))
        // Each is looked at once: the newest of a dataset is put back.
        var (left, letGo) = (state.withLock { $0.bytes > room ? $0.held.count : 0 }, 0)
        while left > 0 {
            left -= 1
            let oldest = state.withLock { state -> Entry? in
                state.bytes > room ? Self.removeOldest(&state) : nil
            }
            guard let oldest else { break }
            guard !oldest.owner.drop(oldest.version) else {
                letGo += oldest.cost
                continue
            }
            state.withLock { state in
                let replaced = state.held.insert(oldest, for: ObjectIdentifier(oldest.version))
                state.bytes += oldest.cost - (replaced?.cost ?? 0)
            }
        }
        return letGo
    }
}
