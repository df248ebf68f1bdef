internal import Grids
internal import Zarr

/// Longitudes and latitudes along a time: the same at each step, or those of cells that move.
extension CurvilinearBuilder {
    /// Values of all steps that are compared whole; of more the second, the middle and the last step stand for all.
    private static let mostCompared = 1 << 24
    /// Steps of places that move: each has an index of its own.
    private static let mostSteps = 10_000

    /// The places of the first step at which a cell has one, or of the first where none has; nil where reading them is over a
    /// limit.
    func firstPlaces(_ pair: PlanePair, _ shape: Shape, _ isSingle: Bool) throws -> (
        places: CurvilinearPlaces, step: Int
    )? {
        guard let first = try places(pair, shape, isSingle) else { return nil }
        guard !first.hasPlace, let count = pair.steps?.size else { return (first, 0) }
        for step in 1..<min(max(count, 1), Self.mostSteps) {
            guard let places = try places(pair, shape, isSingle, step: step) else { return nil }
            if places.hasPlace { return (places, step) }
        }
        return (first, 0)
    }

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
        _ isSingle: Bool,
        _ report: (MetadataProblem) -> Void
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
        let placed = grids.count { $0.cells.hasPlace }
        if placed < grids.count {
            report(.stepsWithoutPlaces(count: grids.count - placed, of: grids.count, dimension: steps.name))
        }
        tell(grids.reduce(PlaceFlaws()) { $0 + $1.cells.flaws }, hasCorners: false, report)
        return MovingGrid(grids, along: steps.name)
    }
}
