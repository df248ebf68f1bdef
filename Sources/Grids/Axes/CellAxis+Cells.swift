/// How cells come from centres and bounds.
extension CellAxis {
    /// Whether bounds say of every cell where it ends, and its centre lies inside.
    package static func areSound(_ bounds: [(Double, Double)], for centres: [Double]) -> Bool {
        sound(bounds, centres) != nil
    }

    static func order(of centres: [Double]) -> Order {
        guard let first = centres.first, first.isFinite else { return .unordered }
        let pairs = zip(centres, centres.dropFirst())
        if pairs.allSatisfy({ $0 < $1 && $1.isFinite }) { return .ascending }
        if pairs.allSatisfy({ $0 > $1 && $1.isFinite }) { return .descending }
        return .unordered
    }

    static func span(_ edges: [Double]?, _ cells: [ClosedRange<Double>]?) -> ClosedRange<Double>? {
        if let first = edges?.first, let last = edges?.last { return min(first, last)...max(first, last) }
        guard let lowest = cells?.map(\.lowerBound).min(), let highest = cells?.map(\.upperBound).max() else {
            return nil
        }
        return lowest...highest
    }

    static func midpoints(_ centres: [Double]) -> [Double]? {
        guard centres.count > 1 else { return nil }
        var edges = zip(centres, centres.dropFirst()).map { $0 + ($1 - $0) / 2 }
        let last = centres.count - 1
        edges.insert(centres[0] - (centres[1] - centres[0]) / 2, at: 0)
        edges.append(centres[last] + (centres[last] - centres[last - 1]) / 2)
        return edges
    }

    static func sound(_ bounds: [(Double, Double)], _ centres: [Double]) -> [ClosedRange<Double>]? {
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
    static func contiguous(_ cells: [ClosedRange<Double>], _ order: Order) -> [Double]? {
        let ends = cells.map {
            order == .descending ? ($0.upperBound, $0.lowerBound) : ($0.lowerBound, $0.upperBound)
        }
        for (cell, next) in zip(ends, ends.dropFirst()) {
            guard abs(cell.1 - next.0) <= 1e-6 * abs(cell.1 - cell.0) else { return nil }
        }
        guard let last = ends.last else { return nil }
        return ends.map(\.0) + [last.1]
    }
}
