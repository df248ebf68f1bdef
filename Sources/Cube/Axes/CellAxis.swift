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
    /// without bounds), or do not touch.
    package let edges: [Double]?
    /// The outermost ends of all cells; nil when they have no extent.
    package let span: ClosedRange<Double>?
    /// The two ends of each cell, the smaller first, where bounds leave gaps between cells or let them overlap.
    private let separate: [ClosedRange<Double>]?

    /// Cells around centres; `bounds` are two numbers per cell, used if each cell holds its centre.
    package init(centres: [Double], bounds: [(Double, Double)]? = nil) {
        self.centres = centres
        order = Self.order(of: centres)
        guard order != .unordered else {
            (edges, separate, span) = (nil, nil, nil)
            return
        }
        let cells = bounds.flatMap { Self.sound($0, centres) }
        if let cells {
            edges = Self.contiguous(cells, order)
            separate = edges == nil ? cells : nil
        } else {
            edges = Self.midpoints(centres)
            separate = nil
        }
        span = Self.span(edges, separate)
    }

    /// Whether bounds say of every cell where it ends, and its centre lies inside.
    static func areSound(_ bounds: [(Double, Double)], for centres: [Double]) -> Bool {
        sound(bounds, centres) != nil
    }

    package var count: Int { centres.count }

    private static func order(of centres: [Double]) -> Order {
        guard let first = centres.first, first.isFinite else { return .unordered }
        let pairs = zip(centres, centres.dropFirst())
        if pairs.allSatisfy({ $0 < $1 && $1.isFinite }) { return .ascending }
        if pairs.allSatisfy({ $0 > $1 && $1.isFinite }) { return .descending }
        return .unordered
    }

    private static func span(_ edges: [Double]?, _ cells: [ClosedRange<Double>]?) -> ClosedRange<Double>? {
        if let first = edges?.first, let last = edges?.last { return min(first, last)...max(first, last) }
        guard let lowest = cells?.map(\.lowerBound).min(), let highest = cells?.map(\.upperBound).max() else {
            return nil
        }
        return lowest...highest
    }

    private static func midpoints(_ centres: [Double]) -> [Double]? {
        guard centres.count > 1 else { return nil }
        var edges = zip(centres, centres.dropFirst()).map { $0 + ($1 - $0) / 2 }
        let last = centres.count - 1
        edges.insert(centres[0] - (centres[1] - centres[0]) / 2, at: 0)
        edges.append(centres[last] + (centres[last] - centres[last - 1]) / 2)
        return edges
    }

    private static func sound(_ bounds: [(Double, Double)], _ centres: [Double]) -> [ClosedRange<Double>]? {
        guard bounds.count == centres.count else { return nil }
        var cells: [ClosedRange<Double>] = []
        for (pair, centre) in zip(bounds, centres) {
            guard pair.0.isFinite, pair.1.isFinite, pair.0 != pair.1 else { return nil }
            let cell = min(pair.0, pair.1)...max(pair.0, pair.1)
            guard cell.contains(centre) else { return nil }
            cells.append(cell)
        }
        return cells
    }

    /// Cells as edges, if each begins where the one before ends.
    private static func contiguous(_ cells: [ClosedRange<Double>], _ order: Order) -> [Double]? {
        let ends = cells.map {
            order == .descending ? ($0.upperBound, $0.lowerBound) : ($0.lowerBound, $0.upperBound)
        }
        for (cell, next) in zip(ends, ends.dropFirst()) {
            guard abs(cell.1 - next.0) <= 1e-6 * abs(cell.1 - cell.0) else { return nil }
        }
        guard let last = ends.last else { return nil }
        return ends.map(\.0) + [last.1]
    }

    /// The cell that contains `value`: of two that share it the lower index, of none nil.
    package func index(containing value: Double) -> Int? {
        guard value.isFinite else { return nil }
        if let separate { return index(containing: value, among: separate) }
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

    /// Of the cells that contain a value, the one whose centre is nearest.
    ///
    /// In a gap between cells (thinned data keeps the bounds of its parent) the nearest centre of all is meant. The
    /// neighbours of its place suffice.
    private func index(containing value: Double, among cells: [ClosedRange<Double>]) -> Int? {
        guard let span, span.contains(value) else { return nil }
        let place = order == .descending ? first { $0 <= value } : first { $0 >= value }
        let neighbours = (place - 2...place + 1).filter(cells.indices.contains)
        let containing = neighbours.filter { cells[$0].contains(value) }
        return (containing.isEmpty ? neighbours : containing).min {
            abs(centres[$0] - value) < abs(centres[$1] - value)
        }
    }

    /// The two ends of one cell; nil where cells have no extent.
    func extent(at index: Int) -> (Double, Double)? {
        guard centres.indices.contains(index) else { return nil }
        if let separate { return (separate[index].lowerBound, separate[index].upperBound) }
        return edges.map { ($0[index], $0[index + 1]) }
    }

    /// The extent of one cell; 1 where cells have none.
    func width(at index: Int) -> Double {
        guard centres.indices.contains(index) else { return 1 }
        if let separate { return separate[index].upperBound - separate[index].lowerBound }
        guard let edges else { return 1 }
        return max(abs(edges[index + 1] - edges[index]), .leastNormalMagnitude)
    }

    /// The position with the largest value that is not above a limit; nil when all are above it.
    func indexOfLargest(notAbove limit: Double) -> Int? {
        switch order {
        case .ascending:
            let next = first { $0 > limit }
            return next > 0 ? next - 1 : nil
        case .descending:
            let place = first { $0 <= limit }
            return place < count ? place : nil
        case .unordered:
            return centres.indices.filter { centres[$0] <= limit }.max { centres[$0] < centres[$1] }
        }
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
