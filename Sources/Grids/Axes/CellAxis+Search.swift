/// Where a number lies: the exact search that pictures make for each pixel.
extension CellAxis {
    /// The cell that contains `value`: of two that share it the one that `sharedEdge` says, of none nil.
    ///
    /// Exact, for computed places; see `index(at:)` for numbers from clients.
    package func index(containing value: Double) -> Int? {
        guard value.isFinite else { return nil }
        if let known { return known.cells.index(containing: value).map { known[$0] } }
        if let separate { return index(containing: value, among: separate) }
        guard let span else { return index(exactly: value) }
        guard span.contains(value) else { return nil }
        // The first cell whose far edge is at or beyond the value, or only beyond it.
        let descends = order == .descending
        let takesNext = sharedEdge == .laterCell && !descends
        var (low, high) = guess(value)
        while low < high {
            let middle = low + (high - low) / 2
            let end = edge(middle + 1)
            let reached = descends ? end <= value : takesNext ? end > value : end >= value
            if reached { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The first and the last cell that come into question: few where positions are computed.
    private func guess(_ value: Double) -> (Int, Int) {
        guard let even = centres.even else { return (0, count - 1) }
        let place = ((value - even.origin) / even.step - even.shift - Double(even.start)).rounded()
        guard place > 1, place < Double(count - 2), place < 0x1p52 else { return (0, count - 1) }
        return (Int(place) - 1, Int(place) + 1)
    }

    /// Of the cells that contain a value, the one whose centre is nearest.
    ///
    /// In a gap between cells (thinned data keeps the bounds of its parent) the nearest centre of all is meant. The
    /// neighbours of its place suffice.
    private func index(containing value: Double, among cells: [ClosedRange<Double>]) -> Int? {
        guard let span, span.contains(value) else { return nil }
        let place = order == .descending ? first { $0 <= value } : first { $0 >= value }
        let neighbours = (place - 2...place + 1).filter(cells.indices.contains)
        var candidates = neighbours.filter { cells[$0].contains(value) }
        if sharedEdge == .laterCell, candidates.contains(where: { cells[$0].upperBound > value }) {
            candidates.removeAll { cells[$0].upperBound == value && centres[$0] != value }
        }
        return (candidates.isEmpty ? neighbours : candidates).min {
            abs(centres[$0] - value) < abs(centres[$1] - value)
        }
    }

    /// The position with the largest value that is not above a limit; nil when all are above it.
    package func indexOfLargest(notAbove limit: Double) -> Int? {
        switch order {
        case .ascending:
            let next = first { $0 > limit }
            return next > 0 ? next - 1 : nil
        case .descending:
            let place = first { $0 <= limit }
            return place < count ? place : nil
        case .unordered:
            return centres.indices.filter { centres[$0].isFinite && centres[$0] <= limit }.max {
                centres[$0] < centres[$1]
            }
        }
    }

    /// The first position for which a claim holds that, once true, stays true along the axis.
    private func first(where claim: (Double) -> Bool) -> Int {
        firstIndex { claim(centres[$0]) }
    }

    /// The same of a claim about its index.
    func firstIndex(where claim: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if claim(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
