/// Positions along one dimension, each standing for its cell: what any search along an axis runs on.
package struct CellAxis: Sendable {
    package enum Order: Sendable {
        case ascending, descending
        /// Duplicates, NaN or turning points: kept as they are, searched one by one, no cell has an extent.
        case unordered
    }

    package let centres: [Double]
    package let order: Order
    /// `count + 1` numbers in the axis's order; nil when the cells have no known extent (unordered, or one cell
    /// without bounds).
    package let edges: [Double]?

    /// Cells around centres; `bounds` are two numbers per cell, used if they are sound.
    package init(centres: [Double], bounds: [(Double, Double)]? = nil) {
        self.centres = centres
        order = Self.order(of: centres)
        edges = Self.edges(centres, order, bounds)
    }

    package var count: Int { centres.count }

    private static func order(of centres: [Double]) -> Order {
        guard let first = centres.first, first.isFinite else { return .unordered }
        let pairs = zip(centres, centres.dropFirst())
        if pairs.allSatisfy({ $0 < $1 && $1.isFinite }) { return .ascending }
        if pairs.allSatisfy({ $0 > $1 && $1.isFinite }) { return .descending }
        return .unordered
    }

    private static func edges(
        _ centres: [Double],
        _ order: Order,
        _ bounds: [(Double, Double)]?
    ) -> [Double]? {
        guard order != .unordered else { return nil }
        if let bounds, let edges = contiguous(bounds, centres, order) { return edges }
        guard centres.count > 1 else { return nil }
        var edges = zip(centres, centres.dropFirst()).map { $0 + ($1 - $0) / 2 }
        let last = centres.count - 1
        edges.insert(centres[0] - (centres[1] - centres[0]) / 2, at: 0)
        edges.append(centres[last] + (centres[last] - centres[last - 1]) / 2)
        return edges
    }

    /// Bounds as edges, if each cell holds its centre and begins where the one before ends.
    private static func contiguous(
        _ bounds: [(Double, Double)],
        _ centres: [Double],
        _ order: Order
    ) -> [Double]? {
        guard bounds.count == centres.count else { return nil }
        let descends = order == .descending
        let cells = bounds.map {
            descends ? (max($0.0, $0.1), min($0.0, $0.1)) : (min($0.0, $0.1), max($0.0, $0.1))
        }
        for (cell, centre) in zip(cells, centres) {
            guard min(cell.0, cell.1) <= centre, centre <= max(cell.0, cell.1), cell.0 != cell.1 else {
                return nil
            }
        }
        for (cell, next) in zip(cells, cells.dropFirst()) {
            guard abs(cell.1 - next.0) <= 1e-6 * abs(cell.1 - cell.0) else { return nil }
        }
        return cells.map(\.0) + [cells[cells.count - 1].1]
    }

    /// The cell that contains `value`: of two that share it the lower index, of none nil.
    package func index(containing value: Double) -> Int? {
        guard value.isFinite else { return nil }
        guard let edges else { return index(exactly: value) }
        let descends = order == .descending
        let inside =
            descends
            ? value <= edges[0] && value >= edges[count] : value >= edges[0] && value <= edges[count]
        guard inside else { return nil }
        // The first cell whose far edge is at or beyond the value.
        var low = 0
        var high = count - 1
        while low < high {
            let middle = (low + high) / 2
            let reached = descends ? edges[middle + 1] <= value : edges[middle + 1] >= value
            if reached { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The extent of one cell; 1 where cells have none.
    func width(at index: Int) -> Double {
        guard let edges, index >= 0, index < count else { return 1 }
        return max(abs(edges[index + 1] - edges[index]), .leastNormalMagnitude)
    }

    /// The position at `value` but for rounding.
    package func index(exactly value: Double) -> Int? {
        centres.firstIndex { abs($0 - value) <= 1e-9 * max(abs($0), abs(value), 1e-9) }
    }

    /// The positions between two values, both included; empty when there are none.
    package func indices(from lower: Double, to upper: Double) -> [IndexRange] {
        switch order {
        case .ascending: run(first { $0 >= lower }, first { $0 > upper })
        case .descending: run(first { $0 <= upper }, first { $0 < lower })
        case .unordered: Self.runs(centres.indices.filter { centres[$0] >= lower && centres[$0] <= upper })
        }
    }

    /// The first position for which a claim holds that, once true, stays true along the axis.
    private func first(where claim: (Double) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if claim(centres[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func run(_ start: Int, _ end: Int) -> [IndexRange] {
        end > start ? [IndexRange(start..<end)] : []
    }

    /// Ascending indices as runs of neighbours.
    static func runs(_ indices: [Int]) -> [IndexRange] {
        var runs: [IndexRange] = []
        for index in indices {
            if let last = runs.last, last.start + last.count == index {
                runs[runs.count - 1] = IndexRange(start: last.start, count: last.count + 1)
            } else {
                runs.append(IndexRange(start: index, count: 1))
            }
        }
        return runs
    }

    /// The common step of an axis that is regular to a thousandth of it; nil otherwise.
    package var regularStep: Double? {
        guard count > 1, order != .unordered else { return nil }
        let step = (centres[count - 1] - centres[0]) / Double(count - 1)
        let even = centres.enumerated().allSatisfy { index, centre in
            abs(centre - (centres[0] + Double(index) * step)) <= abs(step) * 1e-3
        }
        return even ? step : nil
    }
}
