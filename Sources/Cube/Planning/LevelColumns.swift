internal import Grids

/// The places and times of a question at which levels have different heights: every choice of positions along some
/// dimensions, the last fastest.
struct LevelColumns: Sendable {
    let changing: [Int]
    private let ranges: [[IndexRange]]

    /// `ranges` are the indices of every dimension.
    init(changing: [Int], ranges: [[IndexRange]]) {
        (self.changing, self.ranges) = (changing, ranges)
    }

    /// The largest number where there is no such product.
    var count: Int {
        changing.reduce(1) { product, dimension in
            let (next, overflows) = product.multipliedReportingOverflow(by: ranges[dimension].indexCount)
            return overflows ? .max : next
        }
    }

    /// All positions along the dimensions that change levels, the first along the others; for a `count` that is bounded.
    var positions: [[Int]] {
        ranges.indices.map { dimension in
            guard changing.contains(dimension) else { return [ranges[dimension].first?.start ?? 0] }
            return ranges[dimension].flatMap { range in (0..<range.count).map { range[$0] } }
        }
    }

    /// A position along every dimension, chosen from `positions`.
    func place(_ number: Int, of positions: [[Int]]) -> [Int] {
        var (place, rest) = (positions.map { $0.first ?? 0 }, number)
        for dimension in changing.reversed() where !positions[dimension].isEmpty {
            let list = positions[dimension]
            place[dimension] = list[rest % list.count]
            rest /= list.count
        }
        return place
    }
}
