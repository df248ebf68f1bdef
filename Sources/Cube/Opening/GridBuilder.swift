internal import CRS
internal import CF
internal import JSON
internal import Zarr

/// Decides where a variable's cells are, in the digest's order of evidence (cf.md, section 7).
struct GridBuilder {
    let arrays: ArrayCatalogue
    let reader: CoordinateReader
    let meshes: MeshCatalogue
    let group: CFAttributes
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
        if let mesh = try meshes.stated(variable, report: { report(.mesh($0)) }) { return Self.row(mesh) }
        let pixels = HEALPixBuilder(self, variable)
        if let grid = try pixels.stated() { return grid }
        if let gathered = try GatheredBuilder(builder: self, variable: variable).grid() { return gathered }
        if let plane = try planeGrid(of: variable, axes: axes, parts: parts) { return plane }
        let outlined = try meshes.outlined(variable, report: { report(.mesh($0)) }).map(Self.row)
        return try outlined ?? UnstructuredBuilder(builder: self, variable: variable, axes: axes).grid()
            ?? pixels.byCount()
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
        guard let x = axes.firstIndex(where: { $0.role == .x }),
            let y = axes.firstIndex(where: { $0.role == .y })
        else { return nil }
        let dimensions = GridDimensions(row: y, column: x)
        return try grid(of: variable, on: Plane(x: parts[x], y: parts[y], dimensions: dimensions))
    }

    /// The grid of a variable whose x and y dimensions are known.
    func grid(of variable: StoredVariable, on plane: Plane) throws -> Result? {
        let (x, y) = (plane.x, plane.y)
        guard max(x.axis.count, y.axis.count) <= Self.maxCells else {
            report(.gridTooLong(cells: max(x.axis.count, y.axis.count)))
            return nil
        }
        let pair = twoDimensionalPlaces(of: variable, x: x.axis, y: y.axis)
        if x.isGeographic, y.isGeographic {
            guard pair == nil, !hasPlacesOverMore(than: [x.axis.name, y.axis.name], variable) else {
                return curvilinear()
            }
            return rectilinear(x.axis, y.axis, plane.dimensions)
        }
        guard let projected = projected(variable, plane) else {
            return pair == nil ? nil : curvilinear()
        }
        guard let pair, let grid = projected.grid as? ProjectedGrid else { return projected }
        return try agrees(grid, with: pair, plane) ? projected : curvilinear()
    }

    private func rectilinear(_ x: Axis, _ y: Axis, _ dimensions: GridDimensions) -> Result {
        let grid = RectilinearGrid(longitudes: x.cells, latitudes: y.cells)
        return Result(grid: grid, dimensions: dimensions, axes: [x, y])
    }

    private func curvilinear() -> Result? {
        report(.curvilinear)
        return nil
    }

    /// Longitude and latitude over the same two dimensions, from `coordinates` or unlisted.
    private func twoDimensionalPlaces(
        of variable: StoredVariable,
        x: Axis,
        y: Axis
    ) -> (longitude: StoredVariable, latitude: StoredVariable)? {
        let listed = CFAttributes(variable.attributes).names("coordinates").compactMap { arrays[$0] }
        let dimensions: Set<String> = [x.name, y.name]
        let fitting =
            listed.isEmpty
            ? arrays.placesAlong[dimensions] ?? []
            : listed.filter { $0.dimensions.count == 2 && Set($0.dimensions.map(\.name)) == dimensions }
        guard let longitude = fitting.first(where: { meaning($0) == .longitude }),
            let latitude = fitting.first(where: { meaning($0) == .latitude })
        else { return nil }
        return (longitude, latitude)
    }

    /// Whether `coordinates` names places that change along further dimensions too, such as the faces of a cubed sphere,
    /// beside which longitudes and latitudes along single dimensions are none.
    private func hasPlacesOverMore(than plane: Set<String>, _ variable: StoredVariable) -> Bool {
        let listed = CFAttributes(variable.attributes).names("coordinates").compactMap { arrays[$0] }
            .filter { $0.dimensions.count > 2 && plane.isSubset(of: $0.dimensions.map(\.name)) }
        let meanings = listed.map(meaning)
        return meanings.contains(.longitude) && meanings.contains(.latitude)
    }

    private func meaning(_ variable: StoredVariable) -> AxisEvidence.Meaning? {
        AxisEvidence.of(variable)?.meaning
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
        with pair: (longitude: StoredVariable, latitude: StoredVariable),
        _ plane: Plane
    ) throws -> Bool {
        let columns = Self.samples(plane.x.axis.count)
        let rows = Self.samples(plane.y.axis.count)
        guard let longitudes = try sample(pair.longitude, plane, rows, columns),
            let latitudes = try sample(pair.latitude, plane, rows, columns)
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
        _ plane: Plane,
        _ rows: [Int],
        _ columns: [Int]
    ) throws -> [Double]? {
        let isTransposed = array.dimensions[0].name == plane.x.axis.name
        let wanted = isTransposed ? [columns, rows] : [rows, columns]
        let ranges = wanted.map { $0.map { IndexRange(start: $0, count: 1) } }
        guard
            let numbers = try reader.doubles(
                of: array,
                ranges: ranges,
                order: isTransposed ? [1, 0] : [0, 1]
            )
        else { return nil }
        let isWestward = AxisEvidence.isWestward(CFAttributes(array.attributes).text("units"))
        return isWestward ? numbers.map { -$0 } : numbers
    }
}
