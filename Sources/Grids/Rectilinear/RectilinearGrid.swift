/// A grid whose columns have one longitude each and whose rows one latitude each, in degrees.
package struct RectilinearGrid: Grid {
    package let kind = "rectilinear"
    /// Longitudes, unwrapped so that they are monotonic; not brought into any particular turn.
    package let longitudes: CellAxis
    package let latitudes: CellAxis
    /// True when the cells go round the Earth.
    let isCyclic: Bool

    /// Cells that span a turn less this many degrees go round.
    static let cyclicTolerance = 0.001
    /// Longitudes beyond this are none, in whatever turn.
    static let farthest = 1e6

    package init(longitudes: CellAxis, latitudes: CellAxis) {
        self.longitudes = longitudes
        self.latitudes = latitudes
        let span = longitudes.span.map { $0.upperBound - $0.lowerBound } ?? 0
        isCyclic = span >= 360 - Self.cyclicTolerance
    }

    /// The column whose cell contains a longitude given in any turn.
    ///
    /// Cells may span more than a turn: of those that contain it the one whose centre is nearest is meant.
    package func column(containing longitude: Double) -> Int? {
        guard longitude.isFinite, abs(longitude) < Self.farthest else { return nil }
        let turned = Self.turned(longitude, from: west)
        if let index = longitudes.index(containing: turned) {
            guard spansMoreThanATurn, let other = longitudes.index(containing: turned + 360) else {
                return index
            }
            let distance = abs(longitudes.centres[index] - turned)
            // In this order equal distances are equal: of a repeated column the first is meant.
            return abs(longitudes.centres[other] - 360 - turned) < distance ? other : index
        }
        // Rounding: a longitude a hair west of the west edge, or inside the gap of a cyclic axis of 359.9995 degrees.
        if let index = longitudes.index(containing: turned - 360) { return index }
        return isCyclic ? longitudes.count - 1 : nil
    }

    private var spansMoreThanATurn: Bool {
        longitudes.span.map { $0.upperBound - $0.lowerBound > 360 + Self.cyclicTolerance } ?? false
    }

    /// The row whose cell contains a latitude; poles belong to the cells that reach them.
    package func row(containing latitude: Double) -> Int? {
        guard abs(latitude) <= 90 else { return nil }
        return latitudes.index(containing: latitude)
    }

    package func cell(containing place: GeographicPoint) -> GridCell? {
        guard let column = column(at: place.longitude), abs(place.latitude) <= 90,
            let row = latitudes.index(at: place.latitude)
        else {
            return nil
        }
        return GridCell(column: column, row: row)
    }

    /// The column that a client's longitude means: the one at it, in any turn, or the one whose cell contains it.
    private func column(at longitude: Double) -> Int? {
        guard longitude.isFinite, abs(longitude) < Self.farthest else { return nil }
        let turned = Self.turned(longitude, from: west)
        for turn in [0.0, -360, 360] {
            if let index = longitudes.index(exactly: turned + turn) { return index }
        }
        if let index = column(containing: longitude) { return index }
        return [0.0, -360].lazy.compactMap { longitudes.index(at: turned + $0) }.first
    }

    private var west: Double { longitudes.span?.lowerBound ?? longitudes.centres.first ?? 0 }

    /// A longitude in the turn that begins at `west`.
    private static func turned(_ longitude: Double, from west: Double) -> Double {
        longitude - 360 * ((longitude - west) / 360).rounded(.down)
    }

    package func centre(of cell: GridCell) -> GeographicPoint? {
        guard longitudes.centres.indices.contains(cell.column), latitudes.centres.indices.contains(cell.row)
        else {
            return nil
        }
        let longitude = longitudes.number(at: cell.column)
        return GeographicPoint(
            longitude: (-180...180).contains(longitude) ? longitude : Self.turned(longitude, from: -180),
            latitude: latitudes.number(at: cell.row)
        )
    }

    package var rowCount: Int { latitudes.count }
    package var columnCount: Int { longitudes.count }

    package func cut(to box: GeographicBox) -> GridCut? {
        let window = cells(in: box)
        let runs = { (ranges: [IndexRange]) in ranges.map { $0.start..<($0.start + $0.count) } }
        return GridCut(columns: runs(window.columns), rows: runs(window.rows), mask: nil)
    }

    package func part(of left: BoxedCells, memory: PartMemory) -> any Grid {
        RectilinearGrid(
            longitudes: left.columns.map { longitudes.clipped(to: $0, unwrapping: true) } ?? longitudes,
            latitudes: left.rows.map { latitudes.clipped(to: $0, unwrapping: false) } ?? latitudes
        )
    }

    /// The cells whose centres lie in a box: none where columns or rows are empty.
    func cells(in box: GeographicBox) -> GridWindow {
        let columns = BoxColumns(of: longitudes, in: box, isWholeCircle: isCyclic && longitudes.count == 1)
        return GridWindow(
            columns: columns.runs,
            rows: latitudes.indices(from: box.south, to: box.north),
            longitudes: columns.longitudes
        )
    }

    package func cells(under target: RasterTarget) -> CellMap {
        guard target.isSeparable else { return scatteredCells(under: target) }
        // Neighbouring pixels often lie in one cell.
        var (across, down) = (CellCursor(longitudes), CellCursor(latitudes))
        return CellMap(
            columns: (0..<target.width).map { pixel in
                column(at: target.longitude(ofColumn: pixel), &across)
            },
            rows: (0..<target.height).map { pixel in
                let latitude = target.latitude(ofRow: pixel)
                guard abs(latitude) <= 90 else { return -1 }
                return down.cell(at: latitude) { row(containing: latitude) }
            }
        )
    }

    /// The column that holds a longitude in any turn, −1 for none; the one that was found last is looked at first.
    @inline(__always)
    func column(at longitude: Double, _ last: inout CellCursor) -> Int32 {
        guard !spansMoreThanATurn, abs(longitude) < Self.farthest else {
            return column(containing: longitude).map { Int32($0) } ?? -1
        }
        return last.cell(at: Self.turned(longitude, from: west)) { column(containing: longitude) }
    }

    package func mapBytes(of target: RasterTarget) -> Int {
        let entries =
            target.isSeparable ? target.width + target.height : target.width * target.height * 2
        return entries * MemoryLayout<Int32>.size
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        guard target.isSeparable else {
            return forEachScattered(under: target) { _, column, row in
                body(GridCell(column: Int(column), row: Int(row)))
            }
        }
        let map = cells(under: target)
        for row in map.rows where row >= 0 {
            for column in map.columns where column >= 0 {
                body(GridCell(column: Int(column), row: Int(row)))
            }
        }
    }

    package var extent: GeographicExtent {
        let (south, north) = Self.span(latitudes)
        let (west, east) = Self.span(longitudes)
        let (bottom, top) = (max(south, -90), min(north, 90))
        // Places in no order may lie several turns apart without being cells that go round.
        if isCyclic || east - west >= 360 {
            return GeographicExtent(west: -180, south: bottom, east: 180, north: top)
        }
        let turn = 360 * ((west + 180) / 360).rounded(.down)
        let turned = { (longitude: Double) in longitudes.type.written(longitude - turn) }
        return GeographicExtent(west: turned(west), south: bottom, east: turned(east), north: top)
    }

    /// The outermost ends, half a step from what the axis's own type writes where that is where they are.
    private static func span(_ axis: CellAxis) -> (Double, Double) {
        guard let span = axis.span else {
            return axis.ends.map { ($0.least, $0.largest) } ?? (0, 0)
        }
        guard axis.type != .double, axis.separate == nil else { return (span.lowerBound, span.upperBound) }
        let last = axis.count - 1
        let ends = [
            writtenEnd(axis, edge: 0, of: 0, beside: min(1, last)),
            writtenEnd(axis, edge: axis.count, of: last, beside: max(last - 1, 0)),
        ]
        return (ends.min() ?? span.lowerBound, ends.max() ?? span.upperBound)
    }

    /// An outermost edge: half a step from the cell's position, as that is written, if rounding alone lies between them.
    private static func writtenEnd(_ axis: CellAxis, edge: Int, of cell: Int, beside neighbour: Int) -> Double
    {
        let (position, stored) = (axis.number(at: cell), axis.edge(edge))
        let halfway = position + (position - axis.number(at: neighbour)) / 2
        let isHalfway = abs(halfway - stored) <= axis.type.rounding * abs(position)
        return axis.type.written(isHalfway ? halfway : axis.type.shortest(stored))
    }
}
