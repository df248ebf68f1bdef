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

    /// The cells of a place and their weights; the one that holds it is the first.
    func mixed(_ index: Int, at place: Double, turn: Double?) -> [(cell: Int, weight: Double)] {
        guard let other = neighbour(of: index, at: place, turn: turn), other.share > 0 else {
            return [(index, 1)]
        }
        return [(index, 1 - other.share), (other.index, other.share)]
    }
}
