internal import Synchronization

/// Values by key that live in a ledger's unreserved memory, up to a limit: what has not been used for longest goes first.
package final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: MemoryTenant {
    private struct Entry {
        let value: Value
        let cost: Int
    }

    private struct State {
        var held = RecencyList<Key, Entry>()
        var bytes = 0
    }

    private let limit: Int
    private let ledger: MemoryLedger
    private let share: MemoryShare
    private let state = Mutex(State())

    /// Registers with `ledger`, which keeps it: a cache lives as long as its worker.
    package init(limit: Int, ledger: MemoryLedger, share: MemoryShare) {
        self.limit = max(limit, 0)
        self.ledger = ledger
        self.share = share
        ledger.admit(self)
    }

    /// Bytes that it holds now.
    package var byteCount: Int { state.withLock { $0.bytes } }

    /// Bytes that it may hold now.
    package var room: Int { min(limit, share.of(ledger.allowance)) }

    /// The value of a key, which becomes the one last used.
    package func value(for key: Key) -> Value? {
        state.withLock { $0.held.use(key)?.value }
    }

    /// Keeps a value of so many bytes in the place of the one before; does nothing when it cannot fit at all.
    package func insert(_ value: Value, for key: Key, cost: Int) {
        let entry = Entry(value: value, cost: cost)
        var dropped: [Entry] = []
        state.withLock { state in
            // Asked for under the lock: a reservation that comes after this finds it when it makes room.
            let room = room
            guard cost <= room else { return }
            if let replaced = state.held.remove(key) { drop(replaced, &state, &dropped) }
            shrink(&state, to: room - cost, &dropped)
            _ = state.held.insert(entry, for: key)
            state.bytes += cost
        }
    }

    package func shrink(to bytes: Int) -> Int {
        var dropped: [Entry] = []
        state.withLock { shrink(&$0, to: share.of(max(bytes, 0)), &dropped) }
        return dropped.reduce(0) { $0 + $1.cost }
    }

    private func shrink(_ state: inout State, to bytes: Int, _ dropped: inout [Entry]) {
        while state.bytes > bytes, let oldest = state.held.removeOldest() { drop(oldest, &state, &dropped) }
    }

    /// The dropped ones are handed out so that their memory is given back outside the lock.
    private func drop(_ entry: Entry, _ state: inout State, _ dropped: inout [Entry]) {
        state.bytes -= entry.cost
        dropped.append(entry)
    }
}
