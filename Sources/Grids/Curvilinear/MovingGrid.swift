package import Failures

/// Cells that lie elsewhere at each step of a time, such as those of a nest that follows a storm (digest: cf.md, section 10).
///
/// Whoever knows the step asks `at`; what has none is told of the first step that may be seen, but for the extent, which is
/// that of all of them.
package struct MovingGrid: Grid {
    /// Of each step, by its index in the stored arrays.
    private let steps: [any Grid]
    /// The first at which a cell has a place, of those that may be seen.
    private let first: any Grid
    /// Whether any cell has a place at a step.
    private let arePlaced: [Bool]
    /// What a policy leaves of the steps; nil for all.
    private let window: IndexWindow?
    /// The dimension of the steps.
    package let dimension: String
    package let extent: GeographicExtent

    /// - Returns: nil where no step is left.
    private init?(
        _ steps: [any Grid],
        arePlaced: [Bool],
        along dimension: String,
        window: IndexWindow? = nil
    ) {
        let left = window?.picked(from: steps.indices) ?? Array(steps.indices)
        let extents = left.filter { arePlaced[$0] }.map { steps[$0].extent }
        guard let box = GeographicExtent.bbox(around: extents) else { return nil }
        extent = GeographicExtent(
            west: box[0],
            south: box[1],
            east: box[2] < box[0] ? box[2] + 360 : box[2],
            north: box[3]
        )
        (self.steps, self.arePlaced, self.window, self.dimension) = (steps, arePlaced, window, dimension)
        first = steps[left.first { arePlaced[$0] } ?? left[0]]
    }

    package init?(_ steps: [CurvilinearGrid], along dimension: String) {
        self.init(steps, arePlaced: steps.map { $0.cells.usableCount > 0 }, along: dimension)
    }

    package init?(_ steps: [MeshGrid], along dimension: String) {
        self.init(steps, arePlaced: steps.map(\.places.hasPlace), along: dimension)
    }

    /// The grid at a step, given by its index in the stored arrays; nil for one that is hidden or outside.
    package func at(_ step: Int) -> (any Grid)? {
        guard steps.indices.contains(step), window?.position(of: step) != nil || window == nil else {
            return nil
        }
        return steps[step]
    }

    /// The same with those steps alone that a policy leaves.
    package func left(_ window: IndexWindow) -> MovingGrid? {
        MovingGrid(steps, arePlaced: arePlaced, along: dimension, window: window)
    }

    package var kind: String { first.kind }
    package var rowCount: Int { first.rowCount }
    package var columnCount: Int { first.columnCount }
    package var hasGeographicLines: Bool { false }

    package func hasSameCells(as other: any Grid) -> Bool {
        guard let other = other as? MovingGrid, steps.count == other.steps.count, window == other.window
        else {
            return false
        }
        return dimension == other.dimension && zip(steps, other.steps).allSatisfy { $0.hasSameCells(as: $1) }
    }

    package func cell(containing place: GeographicPoint) -> GridCell? { first.cell(containing: place) }

    package func centre(of cell: GridCell) -> GeographicPoint? { first.centre(of: cell) }

    package func outline(of cell: GridCell) -> [GeographicPoint]? { first.outline(of: cell) }

    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        try first.cells(in: footprint, within: bounds)
    }

    /// Bits that the masks of all steps may have: sixteen mebibytes.
    private static let mostMasked = 1 << 27

    /// What a box leaves at each step, in the rows and columns that hold all of it.
    package func cut(to box: GeographicBox) -> GridCut? {
        // An index counts cells in 32 bits.
        let (bits, overflows) = (rowCount * columnCount).multipliedReportingOverflow(by: steps.count)
        guard !overflows, bits <= Self.mostMasked else { return nil }
        let cuts = steps.compactMap { $0.cut(to: box) }
        let masks = cuts.compactMap(\.left)
        guard masks.count == steps.count else { return nil }
        let hull = { (runs: [Range<Int>]) -> [Range<Int>] in
            guard let first = runs.map(\.lowerBound).min(), let last = runs.map(\.upperBound).max() else {
                return []
            }
            return [first..<last]
        }
        return GridCut(
            columns: hull(cuts.flatMap(\.columns)),
            rows: hull(cuts.flatMap(\.rows)),
            mask: nil,
            steps: GridCut.Steps(dimension: dimension, masks: masks)
        )
    }

    package func part(of left: BoxedCells, memory: PartMemory) throws(Failure) -> any Grid {
        let masks = left.cut.steps?.masks ?? []
        var parts: [any Grid] = []
        for (step, mask) in zip(steps, masks) {
            parts.append(try step.part(of: left.with(mask), memory: memory))
        }
        let arePlaced = zip(arePlaced, masks).map { $0 && !$1.isEmpty }
        return MovingGrid(parts, arePlaced: arePlaced, along: dimension, window: window) ?? self
    }

    package func cells(under target: RasterTarget) -> CellMap { first.cells(under: target) }

    package func mapBytes(of target: RasterTarget) -> Int { first.mapBytes(of: target) }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        first.forEachCell(under: target, body)
    }

    package func cells(under target: RasterTarget, keeping placings: KeptPlacings?) -> CellMap {
        first.cells(under: target, keeping: placings)
    }

    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        first.weights(under: target, by: resampling)
    }

    package func weights(
        under target: RasterTarget,
        column: Int,
        row: Int,
        by resampling: Resampling
    ) -> CellWeights? {
        first.weights(under: target, column: column, row: row, by: resampling)
    }

    package func cell(under target: RasterTarget, column: Int, row: Int) -> GridCell? {
        first.cell(under: target, column: column, row: row)
    }
}
