internal import Execution

/// The transfers of one host: those that run, and those that wait for a connection or for the host's address.
struct HostQueue {
    private var waiting: [Transfer] = []
    private var first = 0
    var active = 0
    var budget = RetryBudget()
    /// When waiting for an address ends; nil while none is missing.
    var resolvesBy: Deadline?

    var isEmpty: Bool { first == waiting.count }

    mutating func append(_ transfer: Transfer) { waiting.append(transfer) }

    /// Those that wait.
    var transfers: ArraySlice<Transfer> { waiting[first...] }

    /// The next transfer that still has a waiter.
    mutating func next() -> Transfer? {
        while first < waiting.count {
            let transfer = waiting[first]
            first += 1
            if first > 1024 || first == waiting.count {
                waiting.removeFirst(first)
                first = 0
            }
            if transfer.isWanted { return transfer }
            transfer.isOver = true
        }
        return nil
    }
}
