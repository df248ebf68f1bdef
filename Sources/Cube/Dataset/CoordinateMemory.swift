internal import Execution

/// What one dataset holds of coordinates, taken from the worker's ledger until the last dataset made of them is gone.
final class CoordinateMemory: Sendable {
    let bytes: Int
    private let reservations: [Reservation]

    init(_ reservations: [Reservation] = []) {
        self.reservations = reservations
        bytes = reservations.reduce(0) { $0 + $1.bytes }
    }
}
