extension CellAxis {
    /// What two neighbouring cells have of a place between their centres: a share of the second, and which that is.
    ///
    /// `index` is the cell that holds the place, whose share is never less than a millionth: what is drawn is what it is
    /// known of. Beyond the outermost centres it has all, but where `turn`, the degrees after which the axis comes round,
    /// is given.
    func neighbour(of index: Int, at place: Double, turn: Double?) -> (index: Int, share: Double)? {
        let offset = Self.between(place - centres[index], turn)
        guard offset != 0, offset.isFinite else { return nil }
        let step = (offset > 0) == (order == .ascending) ? 1 : -1
        // A second column on the same meridian is passed by.
        for distance in 1...2 {
            var other = index + step * distance
            if !(0..<count).contains(other) {
                guard turn != nil else { return nil }
                other = (other % count + count) % count
            }
            guard other != index else { return nil }
            let gap = abs(Self.between(centres[other] - centres[index], turn))
            guard gap > slack(at: index) else { continue }
            return (other, min(abs(offset) / gap, 1 - 1e-6))
        }
        return nil
    }

    /// A difference, the short way round.
    private static func between(_ difference: Double, _ turn: Double?) -> Double {
        turn.map { difference.remainder(dividingBy: $0) } ?? difference
    }

    /// Adds a pixel at a place to a line, mixed from the cell that holds it and the next one on that side.
    func addMixed(_ index: Int, at place: Double, turn: Double?, to line: inout LineWeights) {
        let other = neighbour(of: index, at: place, turn: turn)
        line.add(index, weight: 1 - (other?.share ?? 0))
        if let other { line.add(other.index, weight: other.share) }
        line.endPixel(ownsFirst: true)
    }
}
