internal import Synchronization

/// Values by key that live in a ledger's unreserved memory, up to a limit: what has not been used for longest goes first.
package final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: MemoryTenant {
    private struct Entry {
        let value: Value
        let cost: Int
    }

    private let limit: Int
    private let ledger: MemoryLedger
    private let share: MemoryShare
    private let held = Mutex(RecencyList<Key, Entry>())
    /// Bytes that `held` has.
    ///
    /// It changes under both locks, this one taken first: of a type of its own, it is looked at by every
    /// reservation for a fraction of what `held` costs.
    private let bytes = Mutex(0)

    /// Registers with `ledger`, which keeps it: a cache lives as long as its worker.
    package init(limit: Int, ledger: MemoryLedger, share: MemoryShare) {
        self.limit = max(limit, 0)
        self.ledger = ledger
        self.share = share
        ledger.admit(self)
    }

    /// Bytes that it holds now.
    package var byteCount: Int { bytes.withLock { $0 } }

    /// Bytes that it may hold now.
    package var room: Int { min(limit, share.of(ledger.allowance)) }

    /// The value of a key, which becomes the one last used.
    package func value(for key: Key) -> Value? {
        held.withLock { $0.use(key)?.value }
    }

    /// Keeps a value of so many bytes in the place of the one before; does nothing when it cannot fit at all.
    package func insert(_ value: Value, for key: Key, cost: Int) {
        let entry = Entry(value: value, cost: cost)
        var dropped: [Entry] = []
        bytes.withLock { bytes in
            // Asked for under the lock: a reservation that comes after this finds it when it makes room.
            let room = room
            guard cost <= room else { return }
            held.withLock { held in
                if let replaced = held.remove(key) { Self.drop(replaced, &bytes, &dropped) }
                Self.shrink(&held, &bytes, to: room - cost, &dropped)
                _ = held.insert(entry, for: key)
                bytes += cost
            }
        }
    }

    package func shrink(to most: Int) -> Int {
        let most = share.of(max(most, 0))
        return bytes.withLock { $0 <= most } ? 0 : letGo(to: most)
    }

    private func letGo(to most: Int) -> Int {
        var dropped: [Entry] = []
        bytes.withLock { bytes in
            held.withLock { Self.shrink(&$0, &bytes, to: most, &dropped) }
        }
        return dropped.reduce(0) { $0 + $1.cost }
    }

    private static func shrink(
        _ held: inout RecencyList<Key, Entry>,
        _ bytes: inout Int,
        to most: Int,
        _ dropped: inout [Entry]
    ) {
        while bytes > most, let oldest = held.removeOldest() { drop(oldest, &bytes, &dropped) }
    }

    /// The dropped ones are handed out so that their memory is given back outside the locks.
    private static func drop(_ entry: Entry, _ bytes: inout Int, _ dropped: inout [Entry]) {
        bytes -= entry.cost
        dropped.append(entry)
    }
}
