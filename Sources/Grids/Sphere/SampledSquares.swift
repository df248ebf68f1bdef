/// Squares while things are put into them.
struct SampledSquares {
    private struct Square {
        /// Of the thing nearest to the middle, among the entries.
        var position: Int32 = -1
        var count: Int32 = 0
        var offset = Float.infinity
    }

    static let bytesPerSquare = MemoryLayout<Square>.stride

    private let side: Int
    /// Those of the six faces.
    private let windows: [SphereSample.Window]
    private let first: Int
    private var squares: [Square]

    init(side: Int, _ windows: [SphereSample.Window]) {
        (self.side, self.windows) = (side, windows)
        first = windows.first?.first ?? 0
        let count = windows.reduce(0) { $0 + Int($1.width) * Int($1.height) }
        squares = [Square](repeating: Square(), count: count)
    }

    mutating func take(_ entries: UnsafeBufferPointer<SphereEntry>) {
        for position in entries.indices where entries[position].item >= 0 {
            take(entries[position], Int32(truncatingIfNeeded: position), 1)
        }
    }

    /// Takes what a finer division has chosen.
    mutating func take(_ finer: SampledSquares, _ entries: UnsafeBufferPointer<SphereEntry>) {
        for square in finer.squares where square.count > 0 {
            take(entries[Int(square.position)], square.position, square.count)
        }
    }

    @inline(__always)
    private mutating func take(_ entry: SphereEntry, _ position: Int32, _ count: Int32) {
        let square = CubeSquare(x: entry.x, y: entry.y, z: entry.z, side: side)
        let number = windows[square.face].number(column: square.column, row: square.row) - first
        guard number >= 0 else { return }
        squares[number].count &+= count
        guard square.offset < squares[number].offset else { return }
        squares[number].offset = square.offset
        squares[number].position = position
    }

    /// Writes the thing of each square behind those that are there.
    func write(to positions: inout UnsafeMutableBufferPointer<Int32>, _ filled: inout Int) {
        for square in squares {
            positions.initializeElement(at: filled, to: square.count > 1 ? square.position : -1)
            filled += 1
        }
    }
}
