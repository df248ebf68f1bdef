internal import CPlatform

/// The worker's memory as a promise: what requests have reserved, what caches hold, and never more than the budget.
///
/// A request reserves its plan's working set once, whole, before its first read. Caches own what is unreserved and
/// give it back at once. Requests are served in the order in which they asked, so a large one is not starved; downloads, and
/// whatever is dear, come after requests of people, and leave them a quarter unless one alone needs it.
///
/// What stays from request to request (coordinates of open datasets) is held beside them: it makes the budget smaller,
/// never by more than a quarter, so that no request waits for memory that never comes back.
package final class MemoryLedger: Sendable {
    /// Bytes of the worker that are for data.
    private let capacity: Int

    private struct State {
        var reserved = 0
        /// Of what is reserved, the downloads' part.
        var reservedInBulk = 0
        var held = 0
        var maxReserved = 0
        var queue = MemoryQueue()
        var tenants: [any MemoryTenant] = []
        /// What caches and large requests let go since the allocator last gave its free memory back.
        var letGo = 0

        mutating func take(_ bytes: Int, _ kind: Reservation.Kind) {
            guard kind != .held else { return held += bytes }
            reserved += bytes
            if kind == .bulk { reservedInBulk += bytes }
            maxReserved = max(maxReserved, reserved)
        }

        mutating func giveBack(_ bytes: Int, _ kind: Reservation.Kind) {
            guard kind != .held else { return held -= bytes }
            reserved -= bytes
            if kind == .bulk { reservedInBulk -= bytes }
        }
    }

    /// What caches and large requests let go stays with the allocator, in holes between what they keep; beyond so many
    /// bytes it is asked to give whole pages back to the system, which takes it about a millisecond.
    private static let maxLetGo = 16 << 20

    /// A request of so much of the whole is a large one; what small ones let go is soon used again.
    private var large: Int { capacity / 16 }

    /// Whoever waits less did not wait.
    private static let noticedNanoseconds: UInt64 = 100_000

    private let state: Monitor<State>

    package init(budget: Int) {
        capacity = max(budget, 0)
        state = Monitor(State())
    }

    /// Bytes that reservations and caches share: all that is not held.
    package var budget: Int { capacity - held }

    /// Bytes that are held from request to request.
    package var held: Int { state.withLock { $0.held } }

    /// Bytes that may be held at a time.
    package var maxHeld: Int { capacity / 4 }

    /// Bytes that a request may reserve whatever else is held: the same at any time, in every worker of a pool.
    package var assured: Int { 3 * maxHeld }

    /// Bytes that are reserved now.
    package var reserved: Int { state.withLock { $0.reserved } }

    /// The most bytes that were ever reserved at a time.
    package var maxReserved: Int { state.withLock { $0.maxReserved } }

    /// Bytes that caches may hold now.
    package var allowance: Int { state.withLock { unreserved($0) } }

    private func unreserved(_ state: State) -> Int { max(capacity - state.held - state.reserved, 0) }

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
        guard bytes >= 0, bytes <= budget else { throw refusal(of: bytes) }
        let priority = context.memoryPriority
        let kind: Reservation.Kind = priority == .bulk ? .bulk : .interactive
        let ticket = state.withLock { $0.queue.add(priority) }
        let asked = Deadline.now.nanoseconds
        let granted = state.wait(until: context.deadline) { state -> Bool? in
            guard bytes <= self.capacity - state.held else { return false }
            guard state.queue.isTurn(of: ticket), self.hasRoom(bytes, for: kind, state) else { return nil }
            state.take(bytes, kind)
            return true
        }
        state.update { $0.queue.remove(ticket) }
        let waited = Deadline.now.nanoseconds &- asked
        if waited >= Self.noticedNanoseconds { context.measurements.add(nanoseconds: waited, to: .queue) }
        guard granted == true else { throw refusal(of: bytes) }
        makeRoom()
        return Reservation(bytes: bytes, ledger: self, kind: kind)
    }

    /// Takes `bytes` if they are free now and nobody waits for memory; nil otherwise.
    ///
    /// It never waits, so that the holder of a reservation may call it too: for the body of an answer, which goes to disk
    /// where there is no memory for it.
    package func reserveNow(_ bytes: Int) -> Reservation? {
        guard bytes >= 0, bytes <= budget else { return nil }
        let isGranted = state.withLock { state in
            guard state.queue.isEmpty, bytes <= self.unreserved(state) else { return false }
            state.take(bytes, .interactive)
            return true
        }
        guard isGranted else { return nil }
        makeRoom()
        return Reservation(bytes: bytes, ledger: self, kind: .interactive)
    }

    /// Takes `bytes` from request to request, until the value ends; tenants are asked to let go of what they hold where
    /// that would be more than `maxHeld`.
    ///
    /// - Throws: `memoryExhausted` when the deadline passes first, or at once when `bytes` exceeds `maxHeld`.
    package func hold(_ bytes: Int, context: WorkContext) throws(Interruption) -> Reservation {
        guard bytes >= 0, bytes <= maxHeld else {
            throw .memoryExhausted(requested: bytes, budget: maxHeld)
        }
        let (excess, tenants) = state.withLock { ($0.held + bytes - self.maxHeld, $0.tenants) }
        if excess > 0 { for tenant in tenants { tenant.letGoOfHeld(excess) } }
        let granted = state.wait(until: context.deadline) { state -> Bool? in
            guard state.held + bytes <= self.maxHeld, bytes <= self.unreserved(state) else { return nil }
            state.take(bytes, .held)
            return true
        }
        guard granted == true else { throw refusal(of: bytes) }
        makeRoom()
        return Reservation(bytes: bytes, ledger: self, kind: .held)
    }

    /// Asks tenants to let go of so much of what they hold from request to request.
    package func letGoOfHeld(_ bytes: Int) {
        for tenant in state.withLock({ $0.tenants }) { tenant.letGoOfHeld(bytes) }
    }

    private func refusal(of bytes: Int) -> Interruption { .memoryExhausted(requested: bytes, budget: budget) }

    /// Asks every cache to fit into what is left.
    private func makeRoom() {
        let (allowance, tenants) = state.withLock { (self.unreserved($0), $0.tenants) }
        let letGo = tenants.reduce(0) { $0 + $1.shrink(to: allowance) }
        giveBack(letGo)
    }

    /// Notes what was let go, and has the allocator give it back to the system when it is much.
    private func giveBack(_ letGo: Int) {
        guard letGo > 0 else { return }
        let isMuch = state.withLock { state in
            state.letGo += letGo
            guard state.letGo > Self.maxLetGo else { return false }
            state.letGo = 0
            return true
        }
        if isMuch { sluice_give_memory_back() }
    }

    /// Whether a request may take so much now: all downloads together take three quarters, or one of them what it needs.
    private func hasRoom(_ bytes: Int, for kind: Reservation.Kind, _ state: State) -> Bool {
        guard bytes <= unreserved(state) else { return false }
        guard kind == .bulk, state.reservedInBulk > 0 else { return true }
        return bytes <= (capacity - state.held) / 4 * 3 - state.reservedInBulk
    }

    func release(_ bytes: Int, _ kind: Reservation.Kind) {
        state.update { $0.giveBack(bytes, kind) }
        if bytes >= large { giveBack(bytes) }
    }
}
