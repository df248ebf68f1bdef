/// Which thing answers at a place, by the one that is nearest to it: what is too far away does not.
protocol NearestRule {
    /// The chord beyond which nothing answers.
    var farthest: Float { get }
    /// Whether far out, where many things lie in a pixel, one of them stands for all, be its centre near or not.
    var fillsCrowds: Bool { get }

    /// The pixels of which some are asked about next.
    mutating func begin(_ pixels: [PixelVectors.Placed])

    /// What answers, the nearest thing being so far from the place by numbers of four bytes.
    mutating func answer(_ nearest: Int, at place: UnitVector, about distance: Float) -> NearestAnswer

    /// The same, where the things around are at hand.
    mutating func answer(
        _ nearest: SphereEntry,
        at place: UnitVector,
        about distance: Float,
        among others: borrowing PlaneCells
    ) -> NearestAnswer

    /// What answers; nil for nothing.
    mutating func answer(_ nearest: NearestItem, at place: UnitVector) -> Int?
}

extension NearestRule {
    var fillsCrowds: Bool { true }

    mutating func begin(_ pixels: [PixelVectors.Placed]) {}

    @inline(__always)
    mutating func answer(
        _ nearest: SphereEntry,
        at place: UnitVector,
        about distance: Float,
        among others: borrowing PlaneCells
    ) -> NearestAnswer {
        answer(Int(nearest.item), at: place, about: distance)
    }
}

/// What a rule says.
enum NearestAnswer {
    case thing(Int)
    case nothing
    /// The distance must be known better.
    case unclear
}

/// Things that answer up to distances that are kept, as chords.
struct KeptReach: NearestRule {
    let reach: FlatArray<Float>
    /// The largest of them.
    let farthest: Float

    func answer(_ nearest: Int, at place: UnitVector, about distance: Float) -> NearestAnswer {
        // A file may be damaged while it is mapped.
        guard nearest >= 0, nearest < reach.count else { return .nothing }
        let (reach, slack) = (reach[nearest], SphereTree.slack(distance))
        return distance + slack <= reach
            ? .thing(nearest) : distance - slack > reach ? .nothing : .unclear
    }

    func answer(_ nearest: NearestItem, at place: UnitVector) -> Int? {
        guard nearest.item >= 0, nearest.item < reach.count else { return nil }
        return nearest.squaredChord.squareRoot() <= Double(reach[nearest.item]) ? nearest.item : nil
    }
}

/// Things that all answer up to one distance, and are no cells: of many in a pixel the nearest to its centre.
struct FixedReach: NearestRule {
    /// As the square of a chord.
    let squaredChord: Double
    let farthest: Float
    let fillsCrowds = false

    init(squaredChord: Double) {
        (self.squaredChord, farthest) = (squaredChord, Float(squaredChord.squareRoot()).nextUp)
    }

    func answer(_ nearest: Int, at place: UnitVector, about distance: Float) -> NearestAnswer {
        let slack = SphereTree.slack(distance)
        return distance + slack <= farthest.nextDown.nextDown
            ? .thing(nearest) : distance - slack > farthest ? .nothing : .unclear
    }

    func answer(_ nearest: NearestItem, at place: UnitVector) -> Int? {
        nearest.squaredChord <= squaredChord ? nearest.item : nil
    }
}
