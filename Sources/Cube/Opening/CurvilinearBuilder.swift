internal import CF
internal import Execution
internal import Failures
internal import Grids
internal import JSON
internal import Zarr

/// Makes the grids of two-dimensional longitudes and latitudes, one for all variables that share these (digest: cf.md,
/// section 10).
///
/// Used by the one thread that opens a dataset.
final class CurvilinearBuilder {
    enum Outcome {
        case grid(any Grid)
        /// No longitude and latitude of the arrays is one: there is no such grid.
        case nothing
        /// There is a grid, and it is not served: a finding says why.
        case refused
    }

    let pairs: PlanePairs
    let arrays: ArrayCatalogue
    let reader: CoordinateReader
    private struct Known {
        let outcome: Outcome
        let problems: [MetadataProblem]
        let excess: OpeningBudget.Excess?
    }

    private var known: [[String]: Known] = [:]

    init(_ arrays: ArrayCatalogue, reader: CoordinateReader, group: CFAttributes) {
        (self.arrays, self.reader) = (arrays, reader)
        pairs = PlanePairs(arrays, group: group)
    }

    /// The grid of a pair, made once.
    ///
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails or the time is over.
    func outcome(
        of pair: PlanePair,
        rows: Int,
        columns: Int,
        report: (MetadataProblem) -> Void
    ) throws -> Outcome {
        if let known = known[pair.key] {
            known.problems.forEach(report)
            reader.budget.recall(known.excess)
            return known.outcome
        }
        var problems: [MetadataProblem] = []
        let (outcome, excess) = try reader.budget.watching {
            try kept(pair, Shape(rows: rows, columns: columns)) { problems.append($0) }
        }
        known[pair.key] = Known(outcome: outcome, problems: problems, excess: excess)
        problems.forEach(report)
        return outcome
    }

    struct Shape {
        let rows, columns: Int
        var count: Int { rows * columns }
        var allRows: [IndexRange] { [IndexRange(0..<rows)] }
        var allColumns: [IndexRange] { [IndexRange(0..<columns)] }
    }

    func make(
        _ pair: PlanePair,
        _ shape: Shape,
        _ report: (MetadataProblem) -> Void
    ) throws -> Outcome {
        let (count, overflows) = shape.rows.multipliedReportingOverflow(by: shape.columns)
        guard !overflows, count <= SphereTree.maxCount else {
            report(.gridTooLong(cells: overflows ? .max : count))
            return .refused
        }
        let corners = pair.corners ?? corners(of: pair)
        let isSingle = [pair.longitude, pair.latitude].allSatisfy(Self.isSingle)
        let areCornersSingle =
            corners.map { Self.isSingle($0.longitude) && Self.isSingle($0.latitude) } ?? true
        let bytes = CurvilinearCells.bytes(
            count: count,
            isSingle: isSingle,
            corners: corners == nil ? 0 : CellOutlines.count * count,
            areCornersSingle: areCornersSingle
        )
        guard try reader.budget.hold(bytes, for: pair.longitude.name) else { return .refused }
        if pair.steps == nil {
            try reader.bring(
                [pair.longitude, pair.latitude] + (corners.map { [$0.longitude, $0.latitude] } ?? [])
            )
        }
        guard let (places, first) = try firstPlaces(pair, shape, isSingle) else { return .refused }
        guard places.hasPlace else {
            report(.noPlaces)
            return .nothing
        }
        if let steps = pair.steps, try first > 0 || !areSteady(pair, shape, steps.size, places) {
            if let moving = try moving(pair, shape, steps, isSingle, report) { return .grid(moving) }
            report(.movingPlaces(dimension: steps.name))
            return .refused
        }
        let outlines =
            try pair.corners == nil
            ? corners.flatMap { try stated($0, pair, shape, areCornersSingle) }
            : corners.flatMap { try shared($0, pair, shape, areCornersSingle) }
        let areSound = outlines.map { CellOutlines.belong($0, to: places) } ?? true
        if !areSound { report(.boundsWithoutCentres) }
        return .grid(try grid(shape, places, areSound ? outlines : nil))
    }

    /// Whether an array's numbers have four bytes, and are degrees already.
    private static func isSingle(_ array: StoredVariable) -> Bool {
        let units = CFAttributes(array.attributes).text("units")?.lowercased() ?? ""
        return CoordinateReader.type(of: array) != .double && !units.hasPrefix("rad")
    }

    func grid(_ shape: Shape, _ places: CurvilinearPlaces, _ corners: CurvilinearPlaces?) throws
        -> CurvilinearGrid
    {
        let budget = reader.budget
        return try Failure.translating(dataset: budget.datasetName, context: budget.context) {
            let stated = try corners.map {
                try StatedCorners(
                    mending: $0,
                    of: places,
                    columns: shape.columns,
                    rows: shape.rows,
                    context: budget.context,
                    working: { try budget.reading($0, $1) }
                )
            }
            let cells = try CurvilinearCells(
                columns: shape.columns,
                rows: shape.rows,
                places: places,
                corners: stated,
                context: budget.context
            )
            return try CurvilinearGrid(cells, context: budget.context)
        }
    }

    /// The places of all cells at one step; nil where reading them is over a limit.
    func places(
        _ pair: PlanePair,
        _ shape: Shape,
        _ isSingle: Bool,
        step: Int = 0
    ) throws -> CurvilinearPlaces? {
        var places = CurvilinearPlaces(count: shape.count, isSingle: isSingle)
        guard
            try read(pair.longitude, pair, shape, step, use: { places.take(longitudes: $0, factor: $1) }),
            try read(pair.latitude, pair, shape, step, use: { places.take(latitudes: $0, factor: $1) })
        else { return nil }
        let fill = fill(of: pair)
        places.dropUnusable(fill: fill)
        places.dropUnwritten(columns: shape.columns, fill: fill)
        return places
    }

    /// The pair, in degrees, that fills what is not written of both arrays; of one alone it may be a place.
    private func fill(of pair: PlanePair) -> (longitude: Double, latitude: Double)? {
        let factor = { (array: StoredVariable) in
            Self.factor(CFAttributes(array.attributes).text("units"))
        }
        return CoordinateReader.unmarkedFill(
            pair.longitude,
            pair.latitude,
            degrees: (factor(pair.longitude), factor(pair.latitude))
        )
    }

    /// Hands on the numbers of an array over the cells, and how many degrees east or north one of them is.
    ///
    /// Bounds have the units of their `parent`. False where reading them is over a limit.
    func read(
        _ array: StoredVariable,
        _ pair: PlanePair,
        _ shape: Shape,
        _ step: Int,
        parent: StoredVariable? = nil,
        use: ([Double], Double) -> Void
    ) throws -> Bool {
        let (ranges, order) = pair.reading(
            array,
            rows: shape.allRows,
            columns: shape.allColumns,
            step: step
        )
        let units = CFAttributes((parent ?? array).attributes).text("units")
        let factor = Self.factor(units)
        return try reader.read(array, ranges: ranges, order: order) { use($0, factor) }
    }

    /// Degrees east or north that a number is in these units.
    static func factor(_ units: String?) -> Double {
        let areRadians = ["radian", "radians", "rad"].contains(units?.lowercased() ?? "")
        return (AxisEvidence.isWestward(units) ? -1.0 : 1) * (areRadians ? 180 / .pi : 1)
    }
}
