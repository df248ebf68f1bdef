/// The cells of an axis of which some positions are no numbers, as in one that was made longer than it is filled.
///
/// What is missing takes no place between its neighbours: cells reach half-way to the next position that is known.
package final class KnownCells: Sendable {
    /// Of the positions that are numbers, in their order.
    let cells: CellAxis
    /// Where each of them stands on the whole axis, ascending.
    private let positions: [Int]

    /// `bounds` are two numbers for each position of the whole axis.
    ///
    /// - Returns: nil where no position is missing, and where the others do not rise or fall steadily.
    init?(
        _ centres: [Double],
        bounds: [(Double, Double)]?,
        type: PositionType,
        sharedEdge: CellAxis.SharedEdge
    ) {
        let positions = centres.indices.filter { centres[$0].isFinite }
        guard !positions.isEmpty, positions.count < centres.count else { return nil }
        let known = positions.map { centres[$0] }
        guard CellAxis.order(of: known) != .unordered else { return nil }
        let ends = bounds.flatMap { bounds in
            bounds.count == centres.count ? positions.map { bounds[$0] } : nil
        }
        cells = CellAxis(centres: known, bounds: ends, type: type, sharedEdge: sharedEdge)
        self.positions = positions
    }

    /// The position on the whole axis of a known one.
    subscript(place: Int) -> Int { positions[place] }

    /// Which of the known positions stands at an index of the whole axis; nil for a missing one.
    func place(of index: Int) -> Int? {
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = low + (high - low) / 2
            if positions[middle] < index { low = middle + 1 } else { high = middle }
        }
        return low < positions.count && positions[low] == index ? low : nil
    }

    /// Runs of known positions as runs on the whole axis.
    func runs(_ ranges: [IndexRange]) -> [IndexRange] {
        IndexRange.runs(of: ranges.flatMap { range in (0..<range.count).map { positions[range[$0]] } })
    }
}
