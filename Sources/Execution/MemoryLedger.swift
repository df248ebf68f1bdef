internal import CPlatform

/// The worker's memory as a promise: what requests have reserved, what caches hold, and never more than the budget.
///
/// A request reserves its plan's working set once, whole, before its first read. Caches own what is unreserved and
/// give it back at once. Requests are served in the order in which they asked, so a large one is not starved.
package final class MemoryLedger: Sendable {
    /// Bytes that reservations and caches share.
    package let budget: Int

    private struct State {
        var reserved = 0
        var mostReserved = 0
        var nextTicket: UInt64 = 0
        var queue: [UInt64] = []
        var tenants: [any MemoryTenant] = []
        /// What caches let go since the allocator last gave its free memory back.
        var letGo = 0
    }

    /// What caches let go stays with the allocator, in holes between what they keep; beyond so many bytes it is asked
    /// to give whole pages back to the system, which takes it about a millisecond.
    private static let mostLetGo = 16 << 20

    private let state: Monitor<State>

    package init(budget: Int) {
        self.budget = max(budget, 0)
        state = Monitor(State())
    }

    /// Bytes that are reserved now.
    package var reserved: Int { state.withLock { $0.reserved } }

    /// The most bytes that were ever reserved at a time.
    package var mostReserved: Int { state.withLock { $0.mostReserved } }

    /// Bytes that caches may hold now.
    package var allowance: Int { max(budget - reserved, 0) }

    /// Lets `tenant` live in what is unreserved, on condition that it shrinks when asked.
    ///
    /// Several divide it between them by `MemoryShare`.
    package func admit(_ tenant: any MemoryTenant) {
        state.withLock { $0.tenants.append(tenant) }
    }

    /// Takes `bytes` for a request, waiting for others to give theirs back.
    ///
    /// - Throws: `memoryExhausted` when the deadline passes first, or at once when `bytes` exceeds the budget.
    package func reserve(_ bytes: Int, context: WorkContext) throws(Interruption) -> Reservation {
        let refusal = Interruption.memoryExhausted(requested: bytes, budget: budget)
        guard bytes >= 0, bytes <= budget else { throw refusal }
        let ticket = state.withLock { state in
            let ticket = state.nextTicket
            state.nextTicket += 1
            state.queue.append(ticket)
            return ticket
        }
        let granted = state.wait(until: context.deadline) { state -> Bool? in
            guard state.queue.first == ticket, state.reserved + bytes <= self.budget else { return nil }
            state.reserved += bytes
            state.mostReserved = max(state.mostReserved, state.reserved)
            return true
        }
        state.update { state in state.queue.removeAll { $0 == ticket } }
        guard granted == true else { throw refusal }
        makeRoom()
        return Reservation(bytes: bytes, ledger: self)
    }

    /// Takes `bytes` if they are free now and nobody waits for memory; nil otherwise.
    ///
    /// It never waits, so that who holds a reservation already may ask: for the body of an answer, which goes to disk
    /// where there is no memory for it.
    package func reserveNow(_ bytes: Int) -> Reservation? {
        guard bytes >= 0, bytes <= budget else { return nil }
        let isGranted = state.withLock { state in
            guard state.queue.isEmpty, bytes <= self.budget - state.reserved else { return false }
            state.reserved += bytes
            state.mostReserved = max(state.mostReserved, state.reserved)
            return true
        }
        guard isGranted else { return nil }
        makeRoom()
        return Reservation(bytes: bytes, ledger: self)
    }

    /// Asks every cache to fit into what is left.
    private func makeRoom() {
        let (allowance, tenants) = state.withLock { (max(budget - $0.reserved, 0), $0.tenants) }
        let letGo = tenants.reduce(0) { $0 + $1.shrink(to: allowance) }
        let isMuch = state.withLock { state in
            state.letGo += letGo
            guard state.letGo > Self.mostLetGo else { return false }
            state.letGo = 0
            return true
        }
        if isMuch { sluice_give_memory_back() }
    }

    fileprivate func release(_ bytes: Int) {
        state.update { $0.reserved -= bytes }
    }
}

/// A cache that lives in unreserved memory.
package protocol MemoryTenant: AnyObject, Sendable {
    /// Holds at most `bytes` when it returns, and says how many it let go.
    func shrink(to bytes: Int) -> Int
}

/// Memory that one request holds until this value ends.
package final class Reservation: Sendable {
    package let bytes: Int
    private let ledger: MemoryLedger

    fileprivate init(bytes: Int, ledger: MemoryLedger) {
        self.bytes = bytes
        self.ledger = ledger
    }

    deinit {
        ledger.release(bytes)
    }
}
