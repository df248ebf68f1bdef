internal import CF
internal import Execution
internal import JSON
internal import Zarr

/// Makes the grids of two-dimensional longitudes and latitudes, one for all variables that share these (digest: cf.md,
/// section 10).
///
/// Used by the one thread that opens a dataset.
final class CurvilinearBuilder {
    enum Outcome {
        case grid(CurvilinearGrid)
        /// No longitude and latitude of the arrays is one: there is no such grid.
        case nothing
        /// There is a grid, and it is not served: a finding says why.
        case refused
    }

    let pairs: PlanePairs
    private let arrays: ArrayCatalogue
    let reader: CoordinateReader
    private var known: [[String]: (outcome: Outcome, problems: [MetadataProblem])] = [:]

    /// Values of all steps that are compared whole; of more the second, the middle and the last step stand for all.
    private static let mostCompared = 1 << 24
    /// Cells whose stated corners are looked at, to see whether they belong to them.
    private static let samples = 997

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
            return known.outcome
        }
        var problems: [MetadataProblem] = []
        let outcome = try kept(pair, Shape(rows: rows, columns: columns)) { problems.append($0) }
        known[pair.key] = (outcome, problems)
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
        let corners = corners(of: pair)
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
        guard let places = try places(pair, shape, isSingle) else { return .refused }
        guard (0..<count).contains(where: { places[$0] != nil }) else {
            report(.noPlaces)
            return .nothing
        }
        if let steps = pair.steps, try !areSteady(pair, shape, steps.size, places) {
            report(.movingPlaces(dimension: steps.name))
            return .refused
        }
        let outlines = try corners.flatMap { try stated($0, pair, shape, areCornersSingle) }
        let areSound = outlines.map { Self.belong($0, to: places) } ?? true
        if !areSound { report(.boundsWithoutCentres) }
        return .grid(try grid(shape, places, areSound ? outlines : nil))
    }

    /// Whether an array's numbers have four bytes, and are degrees already.
    private static func isSingle(_ array: StoredVariable) -> Bool {
        let units = CFAttributes(array.attributes).text("units")?.lowercased() ?? ""
        return CoordinateReader.type(of: array) != .double && !units.hasPrefix("rad")
    }

    private func grid(_ shape: Shape, _ places: CurvilinearPlaces, _ corners: CurvilinearPlaces?) throws
        -> CurvilinearGrid
    {
        let budget = reader.budget
        return try Failure.translating(dataset: budget.datasetName, context: budget.context) {
            let cells = try CurvilinearCells(
                columns: shape.columns,
                rows: shape.rows,
                places: places,
                corners: corners,
                context: budget.context
            )
            return try CurvilinearGrid(cells, context: budget.context)
        }
    }

    /// The places of all cells at one step; nil where reading them is over a limit.
    private func places(
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
        places.dropUnusable(areCentres: true)
        return places
    }

    /// Hands on the numbers of an array over the cells, and how many degrees east or north one of them is.
    ///
    /// Bounds have the units of their `parent`. False where reading them is over a limit.
    private func read(
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
        let areRadians = ["radian", "radians", "rad"].contains(units?.lowercased() ?? "")
        let factor = (AxisEvidence.isWestward(units) ? -1.0 : 1) * (areRadians ? 180 / .pi : 1)
        return try reader.read(array, ranges: ranges, order: order) { use($0, factor) }
    }

    /// Whether the places of all steps are those of the first.
    private func areSteady(
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

    // Corners.

    func corners(of pair: PlanePair) -> (longitude: StoredVariable, latitude: StoredVariable)? {
        guard let longitude = bounds(of: pair.longitude, pair), let latitude = bounds(of: pair.latitude, pair)
        else { return nil }
        return (longitude, latitude)
    }

    /// The array of four corners for each cell that a coordinate names.
    private func bounds(of array: StoredVariable, _ pair: PlanePair) -> StoredVariable? {
        guard let bounds = CFAttributes(array.attributes).text("bounds").flatMap({ arrays[$0] }) else {
            return nil
        }
        let others = bounds.dimensions.filter {
            ![pair.row, pair.column, pair.steps?.name].contains($0.name)
        }
        let names = Set(bounds.dimensions.map(\.name))
        let isOverCells = names.isSuperset(of: [pair.row, pair.column])
        return isOverCells && others.filter { $0.size != 1 }.map(\.size) == [CellOutlines.count]
            ? bounds : nil
    }

    private func stated(
        _ corners: (longitude: StoredVariable, latitude: StoredVariable),
        _ pair: PlanePair,
        _ shape: Shape,
        _ isSingle: Bool
    ) throws -> CurvilinearPlaces? {
        var places = CurvilinearPlaces(count: CellOutlines.count * shape.count, isSingle: isSingle)
        guard
            try read(
                corners.longitude,
                pair,
                shape,
                0,
                parent: pair.longitude,
                use: { places.take(longitudes: $0, factor: $1) }
            ),
            try read(
                corners.latitude,
                pair,
                shape,
                0,
                parent: pair.latitude,
                use: { places.take(latitudes: $0, factor: $1) }
            )
        else { return nil }
        places.dropUnusable(areCentres: false)
        return places
    }

    /// Whether most of the cells that are looked at have their centres inside.
    private static func belong(_ corners: CurvilinearPlaces, to places: CurvilinearPlaces) -> Bool {
        let outlines = CellOutlines(places: places, corners: corners)
        let sampled = stride(from: 0, to: places.count, by: max(places.count / samples, 1))
        var (inside, count) = (0, 0)
        for item in sampled {
            guard let centre = places.centre(of: item) else { continue }
            count += 1
            if outlines.outline(of: item).holds(centre) { inside += 1 }
        }
        return 2 * inside >= count
    }
}
