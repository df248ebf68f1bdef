internal import Execution

/// What one dataset holds of coordinates, taken from the worker's ledger until the last dataset made of them is gone, and the
/// files of indexes that it has mapped.
final class CoordinateMemory: Sendable {
    let bytes: Int
    private let reservations: [Reservation]
    private let files: [SectionFile]

    init(bytes: Int = 0, _ reservations: [Reservation] = [], files: [SectionFile] = []) {
        self.bytes = bytes
        self.reservations = reservations
        self.files = files
    }

    /// The same and what grids of a view take beside it.
    func with(_ more: [Reservation]) -> CoordinateMemory {
        more.isEmpty
            ? self : CoordinateMemory(bytes: bytes, reservations + more, files: files)
    }

    /// Whether nobody has written to a file, or cut it, since it was mapped; a call of the system for each.
    var isSound: Bool { files.allSatisfy(\.isUnchanged) }
}
