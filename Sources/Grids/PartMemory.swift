package import Execution
internal import Failures

/// What the parts of grids that a view of a dataset has for itself take of a worker's memory.
///
/// Used by the one thread that makes the view.
package final class PartMemory {
    private let ledger: MemoryLedger?
    private let context: WorkContext
    /// To be kept for as long as the view.
    package private(set) var reservations: [Reservation] = []

    /// What other datasets hold is let go within seconds, or is in use.
    private static let seconds = 5.0

    /// Without a ledger everything has room; `context` is that of who waits for the view.
    package init(_ ledger: MemoryLedger? = nil, for context: WorkContext = .background(seconds: 60)) {
        (self.ledger, self.context) = (ledger, context)
    }

    /// Bytes that a part takes.
    struct Bytes {
        /// For good, and no longer than it is made.
        let kept, meanwhile: Int
    }

    /// Whether a part of a grid that takes so much itself can have its memory at all, whatever is in use now.
    func hasRoom(for bytes: Bytes, beside whole: Bytes) -> Bool {
        guard let ledger else { return true }
        let (kept, overflows) = bytes.kept.addingReportingOverflow(whole.kept)
        return !overflows && kept <= ledger.maxHeld && bytes.meanwhile <= ledger.assured
    }

    /// Makes a part with the memory that it takes.
    ///
    /// - Throws: `busy` where that is not to be had now: whoever were answered by the whole grid then would be told by its hidden
    ///   cells, and something else than by another worker.
    func making<Part>(
        _ bytes: Bytes,
        _ make: () throws -> Part?
    ) throws(Failure) -> (part: Part, held: Held)? {
        let held = try hold(bytes.kept)
        let meanwhile = try take { ledger, waiting in try ledger.reserve(bytes.meanwhile, context: waiting) }
        defer { withExtendedLifetime(meanwhile) {} }
        return try PlacingBounds.looking(context) { try make() }.map { (part: $0, held: held) }
    }

    private func hold(_ bytes: Int) throws(Failure) -> Held {
        Held(reservation: try take { ledger, waiting in try ledger.hold(bytes, context: waiting) })
    }

    private func take(
        _ take: (MemoryLedger, WorkContext) throws -> Reservation
    ) throws(Failure) -> Reservation? {
        guard let ledger else { return nil }
        let seconds = min(Self.seconds, context.deadline.remainingSeconds)
        return try PlacingBounds.looking(context) { try take(ledger, .background(seconds: seconds)) }
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
