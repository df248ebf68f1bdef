internal import Grids

/// The grids of one dataset that take long to make, or memory: variables with the same cells share one.
///
/// Used by the one thread that opens.
final class BuiltGrids {
    private var grids: [String: (any Grid)?] = [:]

    /// The grid of a key, which says all that it is made from; made once, also where none comes of it.
    func grid(_ key: String, _ make: () throws -> (any Grid)?) rethrows -> (any Grid)? {
        if let known = grids[key] { return known }
        let made = try make()
        grids[key] = .some(made)
        return made
    }
}
