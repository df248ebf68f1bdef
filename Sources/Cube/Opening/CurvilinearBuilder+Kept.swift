internal import Execution
internal import Grids

extension CurvilinearBuilder {
    /// The outcome of `make`, of which grids are kept for all workers of the host.
    func kept(
        _ pair: PlanePair,
        _ shape: Shape,
        _ report: (MetadataProblem) -> Void
    ) throws -> Outcome {
        let corners = pair.corners ?? corners(of: pair)
        var (other, isBuilt, isWhole) = (Outcome.refused, false, true)
        let found = try KeptIndexes(budget: reader.budget).index(recipe(pair, corners)) { file in
            CurvilinearGrid(file, columns: shape.columns, rows: shape.rows)
        } build: { () -> CurvilinearGrid? in
            isBuilt = true
            var hasOddBounds = false
            other = try make(pair, shape) { problem in
                if case .boundsWithoutCentres = problem { hasOddBounds = true }
                report(problem)
            }
            guard case .grid(let made) = other, let grid = made as? CurvilinearGrid else { return nil }
            // What a limit has cut off, another configuration may have.
            isWhole = corners == nil || grid.cells.corners != nil || hasOddBounds
            return grid
        } draft: { grid in
            isWhole ? grid.draft : nil
        }
        guard let found else { return other.isMoving ? other : other.withoutGrid }
        if !isBuilt, corners != nil, found.made.cells.corners == nil { report(.boundsWithoutCentres) }
        tell(found.made.cells.flaws, hasCorners: found.made.cells.corners != nil, report)
        return .grid(found.made.having(found.origin))
    }

    /// Says what is wrong with the places of cells.
    func tell(_ flaws: PlaceFlaws, hasCorners: Bool, _ report: (MetadataProblem) -> Void) {
        if flaws.unwritten > 0 { report(.unwrittenPlaces(count: flaws.unwritten)) }
        if flaws.beyondPoles > 0 { report(.placesBeyondPoles(count: flaws.beyondPoles)) }
        if flaws.outOfRange > 0 { report(.placesOutOfRange(count: flaws.outOfRange)) }
        if flaws.bare > 0 { report(.cornersMissing(count: flaws.bare)) }
        if flaws.astray > 0 {
            report(hasCorners ? .cornersAstray(count: flaws.astray) : .placesAstray(count: flaws.astray))
        }
    }

    private func recipe(
        _ pair: PlanePair,
        _ corners: (longitude: StoredVariable, latitude: StoredVariable)?
    ) -> KeptIndexes.Recipe {
        KeptIndexes.Recipe(
            kind: "curvilinear",
            format: CurvilinearGrid.indexFormat,
            arrays: [pair.longitude, pair.latitude] + (corners.map { [$0.longitude, $0.latitude] } ?? []),
            facts: [pair.row, pair.column, pair.steps?.name ?? "", pair.corners == nil ? "own" : "shared"],
            subject: pair.longitude.name
        )
    }
}

extension CurvilinearBuilder.Outcome {
    /// The grids of steps are not kept.
    fileprivate var isMoving: Bool {
        if case .grid(let grid) = self { grid is MovingGrid } else { false }
    }

    /// A grid that is over a limit is refused.
    fileprivate var withoutGrid: Self {
        if case .grid = self { .refused } else { self }
    }
}
