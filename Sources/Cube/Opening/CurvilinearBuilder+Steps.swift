internal import Grids
internal import Zarr

/// Longitudes and latitudes along a time: the same at each step, or those of cells that move.
extension CurvilinearBuilder {
    /// Values of all steps that are compared whole; of more the second, the middle and the last step stand for all.
    private static let mostCompared = 1 << 24
    /// Steps of places that move: each has an index of its own.
    private static let mostSteps = 10_000

    /// Whether the places of all steps are those of the first.
    func areSteady(
        _ pair: PlanePair,
        _ shape: Shape,
        _ count: Int,
        _ places: CurvilinearPlaces
    ) throws -> Bool {
        let (values, overflows) = count.multipliedReportingOverflow(by: shape.count)
        let steps =
            !overflows && values <= Self.mostCompared
            ? Array(1..<count) : Set([1, count / 2, count - 1]).sorted()
        for step in steps {
            guard let others = try self.places(pair, shape, places.isSingle, step: step),
                others.areSame(as: places)
            else { return false }
        }
        return true
    }

    /// The grid of each step; nil where all of them are over a limit.
    func moving(
        _ pair: PlanePair,
        _ shape: Shape,
        _ steps: StoredVariable.Dimension,
        _ isSingle: Bool
    ) throws -> MovingGrid? {
        let each = CurvilinearCells.bytes(
            count: shape.count,
            isSingle: isSingle,
            corners: 0,
            areCornersSingle: true
        )
        guard steps.size <= Self.mostSteps,
            try reader.budget.hold(PlannedRead.product(each, steps.size), for: pair.longitude.name)
        else { return nil }
        var grids: [CurvilinearGrid] = []
        for step in 0..<steps.size {
            guard let places = try places(pair, shape, isSingle, step: step) else { return nil }
            grids.append(try grid(shape, places, nil))
        }
        return MovingGrid(grids, along: steps.name)
    }
}
