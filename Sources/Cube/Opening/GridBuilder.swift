internal import CRS
internal import CF
internal import Grids
internal import JSON
internal import Zarr

/// Decides where a variable's cells are, in the digest's order of evidence (cf.md, section 7).
struct GridBuilder {
    let arrays: ArrayCatalogue
    let reader: CoordinateReader
    let meshes: MeshCatalogue
    let group: CFAttributes
    let curvilinear: CurvilinearBuilder
    let built: BuiltGrids
    /// Makes the axes of dimensions that a variable does not have.
    let axes: AxisBuilder
    /// Is given findings about the variable.
    let report: (MetadataProblem) -> Void

    /// Cells along x or y: maps from pixels to cells count them in 32 bits.
    static let maxCells = Int(Int32.max)

    /// A grid, and the dimensions of a variable along which its cells lie.
    struct Result {
        let grid: any Grid
        let dimensions: GridDimensions
        /// Axes that stand for those of their names: positions that only a transform gives.
        var axes: [Axis] = []
        /// Two dimensions that are taken as one: then `dimensions` are those of the array that comes of it.
        var folding: FaceFolding?
    }

    /// Two dimensions of a variable, as x and y.
    struct Plane {
        let x, y: AxisBuilder.Built
        let dimensions: GridDimensions
    }

    /// The grid of a variable; `axes` are those that it will have, `parts` what was made of each dimension.
    ///
    /// - Returns: nil where the place of the cells is not known, or is of a kind that is not understood.
    /// - Throws: `Failure` when coordinates cannot be read.
    func grid(of variable: StoredVariable, axes: [Axis], parts: [AxisBuilder.Built]) throws -> Result? {
        let (found, excess) = try reader.budget.watching {
            try placed(variable, axes: axes, parts: parts)
        }
        if let found, !(found.grid is ProjectedGrid) { tellPrimeMeridian(of: variable, on: found) }
        if found == nil, let excess {
            let (limit, allowed, requested) = (excess.limit, excess.allowed, excess.requested)
            report(.gridTooLarge(limit: limit, allowed: allowed, requested: requested))
        }
        return found
    }

    private func placed(_ variable: StoredVariable, axes: [Axis], parts: [AxisBuilder.Built]) throws
        -> Result?
    {
        if let mesh = try meshes.stated(variable, report: { report(.mesh($0)) }) { return Self.row(mesh) }
        let pixels = HEALPixBuilder(self, variable)
        if let grid = try pixels.stated() { return grid }
        if let gathered = try GatheredBuilder(builder: self, variable: variable).grid() { return gathered }
        if let plane = try planeGrid(of: variable, axes: axes, parts: parts) { return plane }
        let outlined = try meshes.outlined(variable, report: { report(.mesh($0)) }).map(Self.row)
        let found =
            try outlined ?? UnstructuredBuilder(builder: self, variable: variable, axes: axes).grid()
            ?? pixels.byCount()
        if found == nil, let problem = elsewhen(variable) { report(problem) }
        return found
    }

    /// A grid whose cells are one row.
    private static func row(_ placed: MeshCatalogue.Placed) -> Result {
        Result(grid: placed.grid, dimensions: GridDimensions(row: nil, column: placed.dimension))
    }

    /// The grid of a variable that has axes of x and y.
    private func planeGrid(
        of variable: StoredVariable,
        axes: [Axis],
        parts: [AxisBuilder.Built]
    ) throws -> Result? {
        let places = curvilinear.pairs.found(for: variable, axes: axes)
        guard let x = axes.firstIndex(where: { $0.role == .x }),
            let y = axes.firstIndex(where: { $0.role == .y })
        else { return try curvilinearGrid(places, axes)?.result }
        let dimensions = GridDimensions(row: y, column: x)
        let plane = Plane(x: parts[x], y: parts[y], dimensions: dimensions)
        return try grid(of: variable, on: plane, axes, places)
    }

    /// The grid of a variable whose x and y dimensions are known, and perhaps two-dimensional places.
    func grid(
        of variable: StoredVariable,
        on plane: Plane,
        _ axes: [Axis] = [],
        _ places: PlanePairs.Found? = nil
    ) throws -> Result? {
        let (x, y) = (plane.x, plane.y)
        guard max(x.axis.count, y.axis.count) <= Self.maxCells else {
            report(.gridTooLong(cells: max(x.axis.count, y.axis.count)))
            return nil
        }
        if x.isGeographic, y.isGeographic {
            if let found = try curvilinearGrid(listed(places), axes) { return found.result }
            return rectilinear(x.axis, y.axis, plane.dimensions)
        }
        guard let projected = projected(variable, plane) else {
            return try curvilinearGrid(places, axes)?.result
        }
        guard case .pair(let pair)? = places, let grid = projected.grid as? ProjectedGrid,
            try !agrees(grid, with: pair, plane)
        else { return projected }
        guard let found = try curvilinearGrid(places, axes) else { return projected }
        return found.result
    }

    /// Places beside longitudes and latitudes along single dimensions count where the variable names them.
    private func listed(_ places: PlanePairs.Found?) -> PlanePairs.Found? {
        if case .pair(let pair)? = places, !pair.isListed { return nil }
        if case .faces(let faces)? = places, !faces.isListed { return nil }
        return places
    }

    /// The grid of two-dimensional places, in which `result` is nil where it is not served; nil where there is none.
    private func curvilinearGrid(_ places: PlanePairs.Found?, _ axes: [Axis]) throws -> (
        result: Result?, Void
    )? {
        let pair: PlanePair
        switch places {
        case nil: return nil
        case .pair(let found): pair = found
        case .faces(let faces): return try faceGrid(faces, axes)
        case .others:
            report(.curvilinear)
            return (nil, ())
        }
        guard let row = axes.firstIndex(where: { $0.name == pair.row }),
            let column = axes.firstIndex(where: { $0.name == pair.column })
        else { return nil }
        let outcome = try curvilinear.outcome(
            of: pair,
            rows: axes[row].count,
            columns: axes[column].count,
            report: report
        )
        switch outcome {
        case .nothing: return nil
        case .refused: return (nil, ())
        case .grid(let grid):
            let result = Result(
                grid: grid,
                dimensions: GridDimensions(row: row, column: column),
                axes: [axes[column].playing(.x), axes[row].playing(.y)]
            )
            return (result, ())
        }
    }

    /// The same of places over faces, whose rows follow each other.
    private func faceGrid(_ faces: FacePair, _ axes: [Axis]) throws -> (result: Result?, Void)? {
        guard let pair = faces.folded(arrays), let rows = faces.folding.count else {
            report(.curvilinear)
            return (nil, ())
        }
        let left = axes.filter { $0.name != faces.face.name }
        guard let row = left.firstIndex(where: { $0.name == faces.row.name }),
            let column = left.firstIndex(where: { $0.name == faces.column.name })
        else { return nil }
        switch try curvilinear.outcome(of: pair, rows: rows, columns: faces.column.size, report: report) {
        case .nothing: return nil
        case .refused: return (nil, ())
        case .grid(let grid):
            let result = Result(
                grid: grid,
                dimensions: GridDimensions(row: row, column: column),
                axes: [left[column].playing(.x)],
                folding: faces.folding
            )
            return (result, ())
        }
    }

    private func rectilinear(_ x: Axis, _ y: Axis, _ dimensions: GridDimensions) -> Result {
        let grid = RectilinearGrid(longitudes: x.cells, latitudes: y.cells)
        return Result(grid: grid, dimensions: dimensions, axes: [x, y])
    }

    // Projected grids.

    private func projected(_ variable: StoredVariable, _ plane: Plane) -> Result? {
        let (x, y) = (plane.x.axis, plane.y.axis)
        let attributes = CFAttributes(variable.attributes)
        let mapping = GridMapping(
            variable: attributes,
            group: group,
            arrays: arrays,
            axisNames: [x, y].map { $0.variableName ?? $0.name },
            metresPerUnit: AxisScale(lengthsIn: x.units)?.factor ?? 1,
            report: report
        )
        guard let projector = mapping.projector() else { return nil }
        guard let (x, y) = axes(x, y, attributes, mapping.variableMapping) else { return nil }
        if projector.isGeographic {
            if Self.areDegrees(x, y) { return rectilinear(x, y, plane.dimensions) }
            report(.geographicMapping)
            return nil
        }
        guard let scale = AxisScale(units: x.units, projector: projector, ends: x.cells.ends)
        else {
            report(.unknownAxisUnits(x.units ?? ""))
            return nil
        }
        let grid = ProjectedGrid(
            x: x.cells,
            y: y.cells,
            projector: projector,
            scale: scale.factor / projector.metresPerUnit,
            isAngular: scale.isAngular
        )
        return Result(grid: grid, dimensions: plane.dimensions, axes: [x, y])
    }

    private static func areDegrees(_ x: Axis, _ y: Axis) -> Bool {
        isWithin(x.cells, 1080) && isWithin(y.cells, 90.001)
    }

    private static func isWithin(_ cells: CellAxis, _ limit: Double) -> Bool {
        guard !cells.hasMissing, let ends = cells.ends else { return false }
        return ends.least >= -limit && ends.largest <= limit
    }

    /// The axes with positions: their own, or those of a transform.
    private func axes(_ x: Axis, _ y: Axis, _ variable: CFAttributes, _ mapping: CFAttributes?) -> (
        Axis, Axis
    )? {
        if x.hasCoordinates, y.hasCoordinates { return (x, y) }
        guard
            case .axes(let affine)? = AffineAxes.found(variable: variable, group: group, mapping: mapping),
            let across = affine.x(count: x.count), let along = affine.y(count: y.count)
        else { return nil }
        return (x.placed(at: across), y.placed(at: along))
    }

    /// Whether two-dimensional places are those of the projection, to half a cell, at nine of them.
    private func agrees(
        _ grid: ProjectedGrid,
        with pair: PlanePair,
        _ plane: Plane
    ) throws -> Bool {
        let columns = Self.samples(plane.x.axis.count)
        let rows = Self.samples(plane.y.axis.count)
        guard let longitudes = try sample(pair.longitude, pair, rows, columns),
            let latitudes = try sample(pair.latitude, pair, rows, columns)
        else { return true }
        var largest = 0.0
        var isUsable = false
        for (place, (row, column)) in rows.flatMap({ row in columns.map { (row, $0) } }).enumerated() {
            let point = GeographicPoint(longitude: longitudes[place], latitude: latitudes[place])
            guard point.longitude.isFinite, abs(point.latitude) <= 90.001, abs(point.longitude) <= 1080 else {
                continue
            }
            isUsable = true
            largest = max(largest, grid.distanceInCells(from: point, to: GridCell(column: column, row: row)))
        }
        if isUsable, largest > 0.02 {
            let rounded = (largest * 100).rounded() / 100
            report(.placesDisagree(cells: rounded))
        }
        return !isUsable || largest <= 0.5
    }

    private static func samples(_ count: Int) -> [Int] {
        Set([0, (count - 1) / 2, count - 1]).sorted()
    }

    /// Values at rows × columns, row-major, whichever way the array lies; nil where reading them is over a limit.
    private func sample(
        _ array: StoredVariable,
        _ pair: PlanePair,
        _ rows: [Int],
        _ columns: [Int]
    ) throws -> [Double]? {
        let (ranges, order) = pair.reading(
            array,
            rows: rows.map { IndexRange(start: $0, count: 1) },
            columns: columns.map { IndexRange(start: $0, count: 1) }
        )
        guard let numbers = try reader.doubles(of: array, ranges: ranges, order: order) else { return nil }
        let isWestward = AxisEvidence.isWestward(CFAttributes(array.attributes).text("units"))
        return isWestward ? numbers.map { -$0 } : numbers
    }
}
