/// What numbers from clients mean: they are compared in the axis's own type, with a millionth of the local step.
extension CellAxis {
    /// Of the distance to the nearer neighbour: what rounding may make of a number, and no position is so near another.
    static let tolerance = 1e-6
    /// Of the number itself, where a position has no neighbour to measure by.
    private static let relativeTolerance = 1e-9

    /// The cell that a number means: that of the position which it equals, else the one that contains it.
    ///
    /// A number within rounding of an edge that two cells share lies on it, one within rounding of the outermost edges
    /// lies inside. With `snapsToEdges` false edges inside the axis are exact: for computed numbers, such as
    /// those of a projection.
    package func index(at value: Double, snapsToEdges: Bool = true) -> Int? {
        guard value.isFinite else { return nil }
        if let known { return known.cells.index(at: value, snapsToEdges: snapsToEdges).map { known[$0] } }
        if let equal = index(exactly: value) { return equal }
        guard let span else { return nil }
        guard let index = index(containing: min(max(value, span.lowerBound), span.upperBound)) else {
            return nil
        }
        let slack = slack(at: index)
        guard value >= span.lowerBound - slack, value <= span.upperBound + slack else { return nil }
        guard snapsToEdges, separate == nil, let (first, second) = extent(at: index) else { return index }
        let near = [first, second].first { abs($0 - value) <= slack }
        return near.flatMap { self.index(containing: $0) } ?? index
    }

    /// The position at `value` but for rounding; the first of several.
    package func index(exactly value: Double) -> Int? {
        guard value.isFinite else { return nil }
        if let known { return known.cells.index(exactly: value).map { known[$0] } }
        let value = type.shortest(value)
        guard order != .unordered else { return centres.indices.first { isNumber(value, at: $0) } }
        let descends = order == .descending
        let place = firstIndex { descends ? number(at: $0) <= value : number(at: $0) >= value }
        let neighbours = (place - 1...place).filter { $0 >= 0 && $0 < count && isNumber(value, at: $0) }
        return neighbours.min { abs(number(at: $0) - value) < abs(number(at: $1) - value) }
    }

    /// Whether a number is a position but for rounding.
    package func isNumber(_ value: Double, at index: Int) -> Bool {
        guard index >= 0, index < count else { return false }
        return abs(number(at: index) - type.shortest(value)) <= slack(at: index)
    }

    /// The positions between two values, both included, or the upper one not; empty when there are none.
    ///
    /// `tolerance` is a part of the local step: 0 for ends that are exact.
    package func indices(
        from lower: Double,
        to upper: Double,
        endIsOutside: Bool = false,
        tolerance: Double = CellAxis.tolerance
    ) -> [IndexRange] {
        if let known {
            return known.runs(
                known.cells.indices(from: lower, to: upper, endIsOutside: endIsOutside, tolerance: tolerance)
            )
        }
        let (lower, upper) = (type.shortest(lower), type.shortest(upper))
        let share = tolerance / Self.tolerance
        let begins = { (index: Int) in number(at: index) + share * slack(at: index) >= lower }
        let ends = { (index: Int) in
            let slack = share * slack(at: index)
            return endIsOutside ? number(at: index) + slack >= upper : number(at: index) - slack > upper
        }
        switch order {
        case .ascending: return run(firstIndex(where: begins), firstIndex(where: ends))
        case .descending: return run(firstIndex { !ends($0) }, firstIndex { !begins($0) })
        case .unordered:
            return IndexRange.runs(
                of: centres.indices.filter { centres[$0].isFinite && begins($0) && !ends($0) }
            )
        }
    }

    private func run(_ start: Int, _ end: Int) -> [IndexRange] {
        end > start ? [IndexRange(start..<end)] : []
    }

    /// How far from a position a number may be that means it.
    func slack(at index: Int) -> Double {
        if let known { return known.place(of: index).map { known.cells.slack(at: $0) } ?? 0 }
        guard order != .unordered, count > 1 else { return loneSlack(at: index) }
        let before = index > 0 ? abs(centres[index] - centres[index - 1]) : .infinity
        let behind = index + 1 < count ? abs(centres[index + 1] - centres[index]) : .infinity
        return Self.tolerance * min(before, behind)
    }

    private func loneSlack(at index: Int) -> Double {
        if order != .unordered, haveExtent { return Self.tolerance * width(at: index) }
        // Milliseconds are exact.
        return sharedEdge == .laterCell ? 0 : Self.relativeTolerance * abs(centres[index])
    }
}
