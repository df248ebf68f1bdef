extension CellAxis {
    /// The cells that an interval covers, and how much of each by `measure`, which grows with the position.
    func covered(from lower: Double, to upper: Double, _ measure: (Double) -> Double) -> [(
        cell: Int, weight: Double
    )] {
        guard let span, order != .unordered, lower < upper, lower < span.upperBound, upper > span.lowerBound
        else { return [] }
        let falls = order == .descending
        // Ranks rise with positions.
        let index = { (rank: Int) in falls ? self.count - 1 - rank : rank }
        var rank = firstIndex { rank in self.ends(ofCell: index(rank)).1 > lower }
        var parts: [(cell: Int, weight: Double)] = []
        while rank < count {
            let (begin, end) = ends(ofCell: index(rank))
            guard begin < upper else { break }
            let weight = measure(min(end, upper)) - measure(max(begin, lower))
            if weight > 0 { parts.append((index(rank), weight)) }
            rank += 1
        }
        return parts
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

    private func ends(ofCell index: Int) -> (Double, Double) {
        guard let (first, second) = extent(at: index) else { return (.nan, .nan) }
        return (min(first, second), max(first, second))
    }
}
