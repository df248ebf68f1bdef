/// What is told of a height, depth or pressure at which there is no level.
package enum LevelMethod: String, Sendable, AskedWord {
    /// The level whose own is nearest.
    case nearest
    /// Between the two levels around it: linear in height and depth, and in the logarithm of a pressure.
    case linear
}

/// Two levels and how far a place lies from the first to the second, 0 to 1; one level alone where both are the same.
struct LevelPair: Sendable, Equatable {
    let first: Int
    let second: Int
    let share: Double

    init(_ first: Int, _ second: Int, share: Double) {
        (self.first, self.second, self.share) = (first, second, share)
    }

    init(_ only: Int) { self.init(only, only, share: 0) }

    /// The value between those of the two levels; NaN where one of them is missing.
    func value(_ one: Double, _ other: Double) -> Double {
        first == second ? one : one + (other - one) * share
    }
}
