package import Execution

/// What the parts of grids that a view of a dataset has for itself take of a worker's memory.
///
/// Used by the one thread that makes the view.
package final class PartMemory {
    private let ledger: MemoryLedger?
    /// To be kept for as long as the view.
    package private(set) var reservations: [Reservation] = []

    /// What other datasets hold is let go within seconds, or is in use.
    private static let seconds = 5.0

    /// Without a ledger everything has room.
    package init(_ ledger: MemoryLedger? = nil) {
        self.ledger = ledger
    }

    /// Takes memory for one part; nil where there is none.
    func hold(_ bytes: Int) -> Held? {
        guard let ledger else { return Held(reservation: nil) }
        guard let reservation = try? ledger.hold(bytes, context: .background(seconds: Self.seconds)) else {
            return nil
        }
        return Held(reservation: reservation)
    }

    /// Keeps what a part has that another view made.
    func share(_ held: Held) {
        if let reservation = held.reservation { reservations.append(reservation) }
    }

    /// The memory of one part.
    struct Held: Sendable {
        fileprivate let reservation: Reservation?
    }
}
