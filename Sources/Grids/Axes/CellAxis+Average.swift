extension CellAxis {
    /// Adds the cells that an interval covers to a pixel of a line, and how much of each by `measure`, which grows with the
    /// position.
    func addCovered(
        from lower: Double,
        to upper: Double,
        to line: inout LineWeights,
        _ measure: (Double) -> Double
    ) {
        guard let span, order != .unordered, lower < upper, lower < span.upperBound, upper > span.lowerBound
        else { return }
        let falls = order == .descending
        // Ranks rise with positions.
        let index = { (rank: Int) in falls ? self.count - 1 - rank : rank }
        var rank = firstIndex { rank in self.ends(ofCell: index(rank)).1 > lower }
        while rank < count {
            let (begin, end) = ends(ofCell: index(rank))
            guard begin < upper else { break }
            let weight = measure(min(end, upper)) - measure(max(begin, lower))
            line.add(index(rank), weight: weight)
            rank += 1
        }
    }

    /// How many cells lie in an interval, at most one more at each end.
    func countCovered(from lower: Double, to upper: Double) -> Int {
        guard let span, lower < upper, lower < span.upperBound, upper > span.lowerBound else { return 0 }
        let falls = order == .descending
        let index = { (rank: Int) in falls ? self.count - 1 - rank : rank }
        let first = firstIndex { self.ends(ofCell: index($0)).1 > lower }
        let last = firstIndex { self.ends(ofCell: index($0)).0 >= upper }
        return max(last - first, 0)
    }

    /// The smaller and the larger end of what a cell answers for.
    private func ends(ofCell index: Int) -> (Double, Double) {
        guard let (first, second) = extent(at: index) else { return (.nan, .nan) }
        guard let separate else { return (min(first, second), max(first, second)) }
        let ascends = order == .ascending
        let (below, above) = ascends ? (index - 1, index + 1) : (index + 1, index - 1)
        return (
            separate.indices.contains(below) ? meeting(of: below, and: index, separate) : first,
            separate.indices.contains(above) ? meeting(of: index, and: above, separate) : second
        )
    }

    /// Where one of two cells, the lower first, ends to answer and the other begins: half-way between their centres, as far as
    /// that lies in the gap between them, or in what they share (see `index(containing:)`).
    private func meeting(of lower: Int, and upper: Int, _ cells: [ClosedRange<Double>]) -> Double {
        let middle = centres[lower] + (centres[upper] - centres[lower]) / 2
        let (end, begin) = (cells[lower].upperBound, cells[upper].lowerBound)
        return min(max(middle, min(end, begin)), max(end, begin))
    }
}
