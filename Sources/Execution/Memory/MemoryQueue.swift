/// Who waits for memory, in the order in which they asked.
struct MemoryQueue {
    private struct Waiting {
        let ticket: UInt64
        let priority: WorkPriority
        /// From then on it is served as if it were interactive: nobody waits for ever.
        let agesAt: Deadline
    }

    private static let agingSeconds = 5.0

    private var waiting: [Waiting] = []
    private var nextTicket: UInt64 = 0

    var isEmpty: Bool { waiting.isEmpty }

    /// Takes a place at the end, by the ticket that is returned.
    mutating func add(_ priority: WorkPriority) -> UInt64 {
        defer { nextTicket += 1 }
        waiting.append(
            Waiting(ticket: nextTicket, priority: priority, agesAt: .after(seconds: Self.agingSeconds))
        )
        return nextTicket
    }

    mutating func remove(_ ticket: UInt64) {
        waiting.removeAll { $0.ticket == ticket }
    }

    /// Whether it is the turn of a ticket: of whoever is interactive, or has waited long, the first; else of the first.
    func isTurn(of ticket: UInt64, at now: Deadline = .now) -> Bool {
        let urgent = waiting.first { $0.priority == .interactive || $0.agesAt <= now }
        return (urgent ?? waiting.first)?.ticket == ticket
    }
}
