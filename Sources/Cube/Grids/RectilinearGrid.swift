/// A grid whose columns have one longitude each and whose rows one latitude each, in degrees.
package struct RectilinearGrid: HorizontalGrid {
    package let kind = "rectilinear"
    /// Longitudes, unwrapped so that they are monotonic; not brought into any particular turn.
    package let longitudes: CellAxis
    package let latitudes: CellAxis
    /// True when the cells go round the Earth.
    package let isCyclic: Bool

    /// Cells that span a turn less this many degrees go round.
    private static let cyclicTolerance = 0.001

    init(longitudes: CellAxis, latitudes: CellAxis) {
        self.longitudes = longitudes
        self.latitudes = latitudes
        let span = longitudes.span.map { $0.upperBound - $0.lowerBound } ?? 0
        isCyclic = span >= 360 - Self.cyclicTolerance
    }

    /// The column whose cell contains a longitude given in any turn.
    ///
    /// Cells may span more than a turn: of those that contain it the one whose centre is nearest is meant.
    package func column(containing longitude: Double) -> Int? {
        guard longitude.isFinite, abs(longitude) < 1e6 else { return nil }
        let west = longitudes.span?.lowerBound ?? longitudes.centres.first ?? 0
        let turned = longitude - 360 * ((longitude - west) / 360).rounded(.down)
        if let index = longitudes.index(containing: turned) {
            guard spansMoreThanATurn, let other = longitudes.index(containing: turned + 360) else {
                return index
            }
            let distance = abs(longitudes.centres[index] - turned)
            return abs(longitudes.centres[other] - turned - 360) < distance ? other : index
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
        guard let column = column(containing: place.longitude), let row = row(containing: place.latitude)
        else {
            return nil
        }
        return GridCell(column: column, row: row)
    }

    package func centre(of cell: GridCell) -> GeographicPoint? {
        guard longitudes.centres.indices.contains(cell.column), latitudes.centres.indices.contains(cell.row)
        else {
            return nil
        }
        let longitude = longitudes.centres[cell.column]
        let turned = longitude - 360 * ((longitude + 180) / 360).rounded(.down)
        return GeographicPoint(
            longitude: (-180...180).contains(longitude) ? longitude : turned,
            latitude: latitudes.centres[cell.row]
        )
    }

    /// The cells whose centres lie in a box: none where columns or rows are empty.
    package func cells(in box: GeographicBox) -> GridWindow {
        let offsets = longitudes.centres.map { box.offset(of: $0) }
        let inside = offsets.indices.filter { offsets[$0] <= box.width + 1e-9 }
        // Along the grid the offsets jump once, at the box's west edge; what lies behind the jump comes first.
        let jump = zip(inside, inside.dropFirst()).first { (offsets[$0] < offsets[$1]) == runsWest }
        let split = jump.map { $0.1 } ?? inside.first ?? 0
        let ordered = inside.filter { $0 >= split } + inside.filter { $0 < split }
        return GridWindow(
            columns: Self.runs(ordered),
            rows: latitudes.indices(from: box.south, to: box.north),
            longitudes: ordered.map { box.west + offsets[$0] }
        )
    }

    /// True when longitudes fall along the axis.
    private var runsWest: Bool { longitudes.order == .descending }

    private static func runs(_ indices: [Int]) -> [IndexRange] {
        indices.reduce(into: []) { runs, index in
            if let last = runs.last, last.start + last.count == index {
                runs[runs.count - 1] = IndexRange(start: last.start, count: last.count + 1)
            } else {
                runs.append(IndexRange(start: index, count: 1))
            }
        }
    }

    package func cells(under target: RasterTarget) -> CellMap {
        CellMap(
            columns: (0..<target.width).map { pixel in
                column(containing: target.longitude(ofColumn: pixel)).map { Int32($0) } ?? -1
            },
            rows: (0..<target.height).map { pixel in
                row(containing: target.latitude(ofRow: pixel)).map { Int32($0) } ?? -1
            }
        )
    }

    package func mapBytes(of target: RasterTarget) -> Int {
        (target.width + target.height) * MemoryLayout<Int32>.size
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
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
        if isCyclic { return GeographicExtent(west: -180, south: bottom, east: 180, north: top) }
        let turn = 360 * ((west + 180) / 360).rounded(.down)
        return GeographicExtent(west: west - turn, south: bottom, east: east - turn, north: top)
    }

    private static func span(_ axis: CellAxis) -> (Double, Double) {
        if let span = axis.span { return (span.lowerBound, span.upperBound) }
        return (axis.centres.min() ?? 0, axis.centres.max() ?? 0)
    }
}
