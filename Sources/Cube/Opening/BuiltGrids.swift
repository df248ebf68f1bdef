internal import Grids

/// The grids of one dataset that take long to make, or memory: variables with the same cells share one.
///
/// Used by the one thread that opens.
final class BuiltGrids {
    private let budget: OpeningBudget
    private var grids: [String: (grid: (any Grid)?, excess: OpeningBudget.Excess?)] = [:]

    init(_ budget: OpeningBudget) { self.budget = budget }

    /// The grid of a key, which says all that it is made from; made once, also where none comes of it.
    func grid(_ key: String, _ make: () throws -> (any Grid)?) rethrows -> (any Grid)? {
        if let known = grids[key] {
            budget.recall(known.excess)
            return known.grid
        }
        let (made, excess) = try budget.watching(make)
        grids[key] = (made, excess)
        return made
    }
}
