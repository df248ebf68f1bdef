/// Transfers whose waiters gave up while others still wanted what they bring: here those others find them.
///
/// Of the loop's thread.
struct OrphanedTransfers {
    private var running: [Transfer] = []
    /// Objects that came when no claim was left to take them.
    private var arrived: [(claim: TransferClaim, outcome: ObjectOutcome)] = []

    var isEmpty: Bool { running.isEmpty && arrived.isEmpty }

    mutating func keep(_ transfer: Transfer) {
        if !running.contains(where: { $0 === transfer }) { running.append(transfer) }
    }

    /// Keeps an object for the waiters that follow `claim`, if there are any; failures are not kept.
    mutating func keep(_ outcome: ObjectOutcome, for claim: TransferClaim) {
        if case .failed = outcome { return }
        if claim.isShared { arrived.append((claim, outcome)) }
    }

    /// Gives a new claim what was left; false if it must be fetched.
    func take(_ claim: TransferClaim) -> Bool {
        for entry in arrived where entry.claim.order.covers(claim.order) {
            _ = claim.settle(entry.outcome, of: entry.claim.order, received: 0)
            return true
        }
        for transfer in running where !transfer.isOver && transfer.order.covers(claim.order) {
            transfer.add(claim)
            return true
        }
        return false
    }

    /// Forgets transfers that have ended and those without a waiter.
    mutating func tidy() {
        running.removeAll { $0.isOver }
        arrived.removeAll { !$0.claim.isShared }
    }
}
