internal import Execution

/// How far the cells of a grid are apart: for each the distance to the farthest of its usable neighbours by index, of which
/// there are eight at most (digest: cf.md, section 10).
///
/// A neighbour that is more than three times as far as the one on the other side lies behind a gap, as between the halves
/// of a swath, and does not count.
struct CellSpacing {
    /// Chords; 0 for cells without a place.
    private(set) var spacings: [Float]
    /// Cells that are farther from those beside them than cells are: these do not count for them.
    private(set) var astray = 0

    private static let gap = 3.0
    /// Rows between two looks at the deadline, as cells: a few milliseconds.
    private static let stride = 1 << 16

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    init(columns: Int, rows: Int, places: CurvilinearPlaces, context: WorkContext) throws {
        spacings = []
        spacings.reserveCapacity(columns * rows)
        let nowhere = UnitVector(x: .nan, y: .nan, z: .nan)
        // A column of nothing on either side, and a row of nothing above and below.
        let nothing = [UnitVector](repeating: nowhere, count: columns + 2)
        let vectors = { (row: Int) -> [UnitVector] in
            guard row < rows else { return nothing }
            var vectors = nothing
            for column in 0..<columns {
                if let centre = places.centre(of: row * columns + column) { vectors[column + 1] = centre }
            }
            return vectors
        }
        var (before, current, after) = (nothing, vectors(0), vectors(1))
        var work = 0
        for row in 0..<rows {
            for column in 1...columns { spacings.append(Self.spacing(column, before, current, after)) }
            (before, current, after) = (current, after, vectors(row + 2))
            work += columns
            guard work >= Self.stride else { continue }
            work = 0
            try context.check()
        }
        dropJumps(columns, places)
        fillLonely(places)
    }

    /// Takes back what leads over a jump, as to a place that nobody wrote: it is longer than what is beside it on the other side.
    private mutating func dropJumps(_ columns: Int, _ places: CurvilinearPlaces) {
        let limit = SpacingJumps.limit(of: spacings)
        guard limit > 0 else { return }
        for item in spacings.indices where spacings[item] > limit {
            guard let centre = places.centre(of: item) else { continue }
            var farthest = Float(0)
            var hasJump = false
            for other in SpacingJumps.around(item, columns: columns, count: spacings.count) {
                guard let place = places.centre(of: other) else { continue }
                let distance = Float(centre.squaredChord(to: place).squareRoot())
                guard distance <= spacings[item] else { continue }
                if distance <= Float(Self.gap) * spacings[other] {
                    farthest = max(farthest, distance)
                } else {
                    hasJump = true
                }
            }
            guard hasJump else { continue }
            spacings[item] = farthest
            astray += 1
        }
    }

    private static func spacing(
        _ column: Int,
        _ before: [UnitVector],
        _ current: [UnitVector],
        _ after: [UnitVector]
    ) -> Float {
        let centre = current[column]
        guard centre.x.isFinite else { return 0 }
        let farthest = max(
            farther(centre, current[column - 1], current[column + 1]),
            farther(centre, before[column], after[column]),
            farther(centre, before[column - 1], after[column + 1]),
            farther(centre, before[column + 1], after[column - 1])
        )
        return Float(farthest.squareRoot())
    }

    /// The square of the distance to the farther of two neighbours on opposite sides that are no gap; 0 where none is.
    private static func farther(_ centre: UnitVector, _ one: UnitVector, _ other: UnitVector) -> Double {
        let (first, second) = (centre.squaredChord(to: one), centre.squaredChord(to: other))
        guard first.isFinite, second.isFinite else {
            return first.isFinite ? first : second.isFinite ? second : 0
        }
        let (near, far) = (min(first, second), max(first, second))
        // A neighbour at the same place is one of those that repeat others.
        return near > 1e-14 && far > gap * gap * near ? near : far
    }

    /// A cell without neighbours is as far from others as cells are on average.
    private mutating func fillLonely(_ places: CurvilinearPlaces) {
        var (sum, count, lonely) = (0.0, 0, [Int]())
        for (item, spacing) in spacings.enumerated() {
            if spacing > 0 {
                sum += Double(spacing)
                count += 1
            } else if places[item] != nil {
                lonely.append(item)
            }
        }
        guard count > 0 else { return }
        for item in lonely { spacings[item] = Float(sum / Double(count)) }
    }
}
