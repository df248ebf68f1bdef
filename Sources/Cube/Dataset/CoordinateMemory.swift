internal import Execution

/// What one dataset holds of coordinates, taken from the worker's ledger until the last dataset made of them is gone.
final class CoordinateMemory: Sendable {
    let bytes: Int
    private let reservations: [Reservation]

    init(bytes: Int = 0, _ reservations: [Reservation] = []) {
        self.bytes = bytes
        self.reservations = reservations
    }
}
