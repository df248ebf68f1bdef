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

    let pairs: PlacePairs
    private let arrays: ArrayCatalogue
    private let reader: CoordinateReader
    private var known: [[String]: (outcome: Outcome, problems: [MetadataProblem])] = [:]

    /// Values of all steps that are compared whole; of more the second, the middle and the last step stand for all.
    private static let mostCompared = 1 << 24
    /// Cells whose stated corners are looked at, to see whether they belong to them.
    private static let samples = 997

    init(_ arrays: ArrayCatalogue, reader: CoordinateReader, group: CFAttributes) {
        (self.arrays, self.reader) = (arrays, reader)
        pairs = PlacePairs(arrays, group: group)
    }

    /// The grid of a pair, made once.
    ///
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails or the time is over.
    func outcome(
        of pair: PlacePair,
        rows: Int,
        columns: Int,
        report: (MetadataProblem) -> Void
    ) throws -> Outcome {
        if let known = known[pair.key] {
            known.problems.forEach(report)
            return known.outcome
        }
        var problems: [MetadataProblem] = []
        let outcome = try make(pair, Shape(rows: rows, columns: columns)) { problems.append($0) }
        known[pair.key] = (outcome, problems)
        problems.forEach(report)
        return outcome
    }

    private struct Shape {
        let rows, columns: Int
        var count: Int { rows * columns }
        var allRows: [IndexRange] { [IndexRange(0..<rows)] }
        var allColumns: [IndexRange] { [IndexRange(0..<columns)] }
    }

    private func make(
        _ pair: PlacePair,
        _ shape: Shape,
        _ report: (MetadataProblem) -> Void
    ) throws -> Outcome {
        let (count, overflows) = shape.rows.multipliedReportingOverflow(by: shape.columns)
        guard !overflows, count <= SphereTree.maxCount else {
            report(.gridTooLong(cells: overflows ? .max : count))
            return .refused
        }
        let corners = corners(of: pair)
        let isSingle = [pair.longitude, pair.latitude].allSatisfy { CoordinateReader.type(of: $0) != .double }
        let areCornersSingle = corners.map { CoordinateReader.type(of: $0.longitude) != .double } ?? true
        let bytes = CurvilinearCells.bytes(
            count: count,
            isSingle: isSingle,
            corners: corners == nil ? 0 : CellOutlines.count * count,
            areCornersSingle: areCornersSingle
        )
        guard try reader.budget.hold(bytes, for: pair.longitude.name) else { return .refused }
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

    private func grid(_ shape: Shape, _ places: CellPlaces, _ corners: CellPlaces?) throws -> CurvilinearGrid
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
        _ pair: PlacePair,
        _ shape: Shape,
        _ isSingle: Bool,
        step: Int = 0
    ) throws -> CellPlaces? {
        guard let longitudes = try degrees(of: pair.longitude, pair, shape, step),
            let latitudes = try degrees(of: pair.latitude, pair, shape, step)
        else { return nil }
        return CellPlaces(longitudes: longitudes, latitudes: latitudes, isSingle: isSingle, areCentres: true)
    }

    /// Numbers of an array over the cells, in degrees east or north; bounds have the units of their `parent`.
    private func degrees(
        of array: StoredVariable,
        _ pair: PlacePair,
        _ shape: Shape,
        _ step: Int,
        parent: StoredVariable? = nil
    ) throws -> [Double]? {
        let (ranges, order) = pair.reading(
            array,
            rows: shape.allRows,
            columns: shape.allColumns,
            step: step
        )
        guard let numbers = try reader.doubles(of: array, ranges: ranges, order: order) else { return nil }
        let units = CFAttributes((parent ?? array).attributes).text("units")
        if AxisEvidence.isWestward(units) { return numbers.map { -$0 } }
        let areRadians = ["radian", "radians", "rad"].contains(units?.lowercased() ?? "")
        return areRadians ? numbers.map { $0 * 180 / .pi } : numbers
    }

    /// Whether the places of all steps are those of the first.
    private func areSteady(
        _ pair: PlacePair,
        _ shape: Shape,
        _ count: Int,
        _ places: CellPlaces
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

    private func corners(of pair: PlacePair) -> (longitude: StoredVariable, latitude: StoredVariable)? {
        guard let longitude = bounds(of: pair.longitude, pair), let latitude = bounds(of: pair.latitude, pair)
        else { return nil }
        return (longitude, latitude)
    }

    /// The array of four corners for each cell that a coordinate names.
    private func bounds(of array: StoredVariable, _ pair: PlacePair) -> StoredVariable? {
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
        _ pair: PlacePair,
        _ shape: Shape,
        _ isSingle: Bool
    ) throws -> CellPlaces? {
        guard let longitudes = try degrees(of: corners.longitude, pair, shape, 0, parent: pair.longitude),
            let latitudes = try degrees(of: corners.latitude, pair, shape, 0, parent: pair.latitude)
        else { return nil }
        return CellPlaces(longitudes: longitudes, latitudes: latitudes, isSingle: isSingle, areCentres: false)
    }

    /// Whether most of the cells that are looked at have their centres inside.
    private static func belong(_ corners: CellPlaces, to places: CellPlaces) -> Bool {
        let outlines = CellOutlines(places: places, corners: corners)
        let sampled = stride(from: 0, to: places.count, by: max(places.count / samples, 1))
        var (inside, count) = (0, 0)
        for item in sampled {
            guard let centre = places.centre(of: item) else { continue }
            count += 1
            if outlines.holds(centre, item) { inside += 1 }
        }
        return 2 * inside >= count
    }
}
