internal import Grids

/// What usual requests to a variable would cost: the first thing to look at when a dataset is slow.
package struct TypicalCost: Sendable {
    /// The request: `a point through all times`, `a map of everything`, `all values`.
    package let request: String
    /// Nil where the request is over a limit or makes no sense for the variable.
    package let cost: ReadCost?

    package static func all(of variable: Variable, in dataset: Dataset) -> [TypicalCost] {
        let whole = variable.stored.shape.map { [IndexRange(0..<$0)] }
        let place = variable.axes.indices.map { variable.isHorizontal($0) }
        let middle = zip(whole, place).map { range, isPlace in
            isPlace ? [IndexRange(start: range[0].count / 2, count: 1)] : range
        }
        let first = zip(whole, place).map { range, isPlace in
            isPlace ? range : [IndexRange(start: 0, count: 1)]
        }
        let isPlaced = place.contains(true)
        return [
            isPlaced ? TypicalCost("one cell, all other positions", variable, middle) : nil,
            isPlaced ? TypicalCost("all cells, one other position", variable, first) : nil,
            TypicalCost("all values", variable, whole),
        ].compactMap { $0 }
    }

    private init(_ request: String, _ variable: Variable, _ ranges: [[IndexRange]]) {
        self.request = request
        cost = ReadCost(PlannedRead(stored: variable.stored, variable: variable, ranges: ranges))
    }
}
