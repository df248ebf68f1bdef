package import CRS

/// A grid whose columns and rows are lines of a map projection.
package struct ProjectedGrid: Grid {
    package let kind = "projected"
    /// Positions in the axes' own units.
    package let x: CellAxis
    package let y: CellAxis
    /// How places get onto the axes.
    package let projector: Projector
    /// Projected units (metres, or degrees for a rotated pole) in one unit of the axes.
    package let scale: Double
    package let extent: GeographicExtent
    package let identity: GridIdentity? = GridIdentity()
    /// What boxes leave of it.
    let parts = CutParts<ProjectedGrid>()
    /// True for a rotated pole: x is an angle, the same in every turn.
    let isAngular: Bool

    package init(x: CellAxis, y: CellAxis, projector: Projector, scale: Double, isAngular: Bool) {
        self.x = x
        self.y = y
        self.projector = projector
        self.scale = scale
        self.isAngular = isAngular
        extent = ProjectedExtent(x: x, y: y, projector: projector, scale: scale).box
    }

    package func cell(containing place: GeographicPoint) -> GridCell? {
        guard abs(place.latitude) <= 90, place.longitude.isFinite else { return nil }
        let projected = projector.project(place)
        guard projected.x.isFinite, projected.y.isFinite,
            let row = y.index(at: projected.y / scale, snapsToEdges: false)
        else {
            return nil
        }
        let position = projected.x / scale
        let column = turns.lazy.compactMap { x.index(at: position + $0, snapsToEdges: false) }.first
        return column.map { GridCell(column: $0, row: row) }
    }

    /// What may be added to x and leaves it the same.
    private var turns: [Double] { isAngular ? [0, 360, -360] : [0] }

    /// The cell at projected coordinates of a pixel.
    func cell(x projectedX: Double, y projectedY: Double) -> GridCell? {
        turnedCell(x: projectedX, y: projectedY)?.cell
    }

    /// The same, and what has been added to x to find it.
    func turnedCell(x projectedX: Double, y projectedY: Double) -> (cell: GridCell, turn: Double)? {
        guard projectedX.isFinite, projectedY.isFinite, let row = y.index(containing: projectedY / scale)
        else {
            return nil
        }
        let position = projectedX / scale
        for turn in turns {
            if let column = x.index(containing: position + turn) {
                return (GridCell(column: column, row: row), turn)
            }
        }
        return nil
    }

    package var rowCount: Int { y.count }
    package var columnCount: Int { x.count }

    /// The place of a cell's centre; nil for a limb cell whose centre is off the projection.
    package func centre(of cell: GridCell) -> GeographicPoint? {
        guard x.centres.indices.contains(cell.column), y.centres.indices.contains(cell.row)
        else {
            return nil
        }
        let place = projector.place(x: x.centres[cell.column] * scale, y: y.centres[cell.row] * scale)
        return place.longitude.isFinite && place.latitude.isFinite ? place : nil
    }

    /// A cell at the limb whose centre is on no place stands where it is asked for.
    package func place(of cell: GridCell, holding place: GeographicPoint) -> GeographicPoint? {
        centre(of: cell) ?? place
    }

    /// How far a place is from a cell's centre, in widths of that cell; infinite where it is not on the projection.
    package func distanceInCells(from place: GeographicPoint, to cell: GridCell) -> Double {
        let projected = projector.project(place)
        guard projected.x.isFinite, projected.y.isFinite else { return .infinity }
        var across = projected.x / scale - x.centres[cell.column]
        if isAngular { across -= (across / 360).rounded() * 360 }
        let along = projected.y / scale - y.centres[cell.row]
        return max(abs(across / x.width(at: cell.column)), abs(along / y.width(at: cell.row)))
    }

    package func cells(under target: RasterTarget) -> CellMap {
        let mesh = ControlMesh(target: target, projector: projector)
        var columns = [Int32](repeating: -1, count: target.width * target.height)
        var rows = columns
        mesh.forEachPixel { pixel, projectedX, projectedY in
            guard let cell = cell(x: projectedX, y: projectedY) else { return }
            columns[pixel] = Int32(cell.column)
            rows[pixel] = Int32(cell.row)
        }
        return CellMap(scatteredColumns: columns, rows: rows)
    }

    package func mapBytes(of target: RasterTarget) -> Int {
        target.width * target.height * 2 * MemoryLayout<Int32>.size
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        ControlMesh(target: target, projector: projector).forEachPixel { _, projectedX, projectedY in
            if let cell = cell(x: projectedX, y: projectedY) { body(cell) }
        }
    }
}
