package import Execution
internal import Failures
package import Grids

/// What has to hold of every grid.
package struct GridProbe {
    package private(set) var faults: [String] = []
    private let grid: any Grid
    private let centres: Centres
    private let answersNearest: Bool
    private let bounds: PlacingBounds

    /// Centres of cells by the cells' numbers, row by row.
    package typealias Centres = [Int: GeographicPoint]
    /// More cells than a probe looks at one by one.
    private static let most = 4096
    /// What rounding may do, in degrees: the step of single precision.
    private static let step = 5e-5

    package init(_ grid: any Grid, _ centres: Centres, answersNearest: Bool, context: WorkContext) {
        (self.grid, self.centres, self.answersNearest) = (grid, centres, answersNearest)
        bounds = PlacingBounds(limits: Limits(), context: context)
        if grid.rowCount < 0 || grid.columnCount < 0 { fault("fewer cells than none") }
        checkCentres()
        checkExtent()
        checkPlaces()
        for box in Self.boxes(around: centres.values) { check(box) }
        for target in targets { check(target) }
    }

    private mutating func fault(_ text: String) {
        if faults.count < 20 { faults.append("\(grid.kind): \(text)") }
    }

    /// The centres of all cells that have one, as far as they are looked at.
    package static func centres(of grid: any Grid) -> Centres {
        var centres: Centres = [:]
        for row in 0..<min(grid.rowCount, most) {
            for column in 0..<min(grid.columnCount, most / max(grid.rowCount, 1)) {
                centres[row * grid.columnCount + column] = grid.centre(of: GridCell(column: column, row: row))
            }
        }
        return centres
    }

    private func isInside(_ cell: GridCell) -> Bool {
        (0..<grid.columnCount).contains(cell.column) && (0..<grid.rowCount).contains(cell.row)
    }

    // Centres.

    private mutating func checkCentres() {
        for (number, centre) in centres
        where !(abs(centre.latitude) <= 90 && abs(centre.longitude) <= 180 + 1e-9) {
            fault("the centre of \(number) at \(centre)")
        }
        let beyond = [
            (-1, 0), (0, -1), (grid.columnCount, 0), (0, grid.rowCount), (Int.max, Int.max), (Int.min, 0),
        ]
        for (column, row) in beyond where grid.centre(of: GridCell(column: column, row: row)) != nil {
            fault("a centre beyond all cells, at \(column) \(row)")
        }
    }

    private mutating func checkExtent() {
        let extent = grid.extent
        guard extent.west <= extent.east, extent.south <= extent.north, abs(extent.west) <= 360,
            extent.east - extent.west <= 360 + 1e-6, extent.south >= -90 - 1e-6, extent.north <= 90 + 1e-6
        else { return fault("an extent that is none: \(extent)") }
    }

    // Places.

    private static let places = [
        (0.0, 0.0), (0, 90), (0, -90), (180, 0), (-180, 0.0), (1, 59), (11, 41), (-359, 41), (1e5, 1e-9),
        (.nan, 0), (0, .nan),
        (.infinity, 45), (10, 90.1), (10, -1e300), (-1e300, 10), (360, 89.9999), (179.9999999, 0.5),
    ]

    private mutating func checkPlaces() {
        for (longitude, latitude) in Self.places {
            let place = GeographicPoint(longitude: longitude, latitude: latitude)
            guard let cell = grid.cell(containing: place) else { continue }
            if !isInside(cell) { fault("\(cell) holds \(place)") }
            if !(abs(latitude) <= 90) || !longitude.isFinite {
                fault("\(cell) holds what is no place: \(place)")
            }
        }
        // Where all are in one place there is no spacing, and nobody is near.
        guard answersNearest, let first = centres.first?.value,
            centres.values.contains(where: { Self.distance($0, first) > Self.step })
        else { return }
        for (number, centre) in centres.sorted(by: { $0.key < $1.key }).prefix(64) {
            guard let cell = grid.cell(containing: centre) else {
                fault("nobody answers at the centre of \(number), \(centre)")
                continue
            }
            guard let found = centres[cell.row * grid.columnCount + cell.column] else { continue }
            if Self.distance(found, centre) > Self.step { fault("\(cell) at \(found) answers at \(centre)") }
        }
    }

    private static func distance(_ one: GeographicPoint, _ other: GeographicPoint) -> Double {
        let turn = (one.longitude - other.longitude).remainder(dividingBy: 360)
        // Near a pole longitudes are one.
        return max(abs(one.latitude - other.latitude), abs(turn) * max(90 - abs(one.latitude), 0) / 90)
    }

    // Boxes.

    /// The world, a box over the antimeridian, one around a centre, and one without any.
    package static func boxes(around centres: some Collection<GeographicPoint>) -> [GeographicBox] {
        let first = centres.min { ($0.latitude, $0.longitude) < ($1.latitude, $1.longitude) }
        let middle = first.flatMap {
            GeographicBox(
                west: $0.longitude - 1.2,
                south: max($0.latitude - 1.3, -90),
                east: $0.longitude + 2.1,
                north: min($0.latitude + 1.7, 90)
            )
        }
        return [
            GeographicBox(west: -180, south: -90, east: 180, north: 90), middle,
            GeographicBox(west: 170, south: -45.5, east: -150.25, north: 60.3),
            GeographicBox(west: 77.7, south: 77.7, east: 77.70001, north: 77.70001),
        ].compactMap(\.self)
    }

    /// Whether a place lies in a box, edges included.
    package static func holds(_ box: GeographicBox, _ place: GeographicPoint, by margin: Double = 1e-9)
        -> Bool
    {
        guard place.latitude >= box.south - margin, place.latitude <= box.north + margin else { return false }
        if box.east - box.west >= 360 { return true }
        let width = (box.east - box.west).truncatingRemainder(dividingBy: 360)
        let offset = (place.longitude - box.west).truncatingRemainder(dividingBy: 360)
        let eastwards = offset < -margin ? offset + 360 : offset
        return eastwards <= (width < 0 ? width + 360 : width) + margin || eastwards >= 360 - margin
    }

    /// Whether the cells in a box are those whose centres lie in it, of equal centres one at least.
    private mutating func check(_ box: GeographicBox) {
        let found: CellSet?
        do throws(Failure) {
            found = try grid.cells(in: .box(box), within: bounds)
        } catch {
            if error.status >= 500 { fault("a box fails: \(error)") }
            return
        }
        let cells = found.map(cells) ?? []
        if let strange = cells.first(where: { !isInside($0) }) { return fault("\(strange) in a box") }
        let numbers = Set(cells.map { $0.row * grid.columnCount + $0.column })
        if numbers.count != cells.count { fault("a cell twice in a box") }
        for number in numbers {
            guard let centre = centres[number] else { return fault("\(number) without a centre in a box") }
            if !Self.holds(box, centre, by: Self.step) { fault("\(number) at \(centre) in \(box)") }
        }
        let shown = numbers.compactMap { centres[$0] }
        for (number, centre) in centres
        where !numbers.contains(number) && Self.holds(box, centre, by: -Self.step) {
            if !shown.contains(where: { Self.distance($0, centre) < Self.step }) {
                return fault("\(number) at \(centre) is lacking in \(box)")
            }
        }
    }

    private func cells(_ set: CellSet) -> [GridCell] {
        let columns = set.columns.flatMap { range in (0..<range.count).map { range[$0] } }
        let rows = set.rows.flatMap { range in (0..<range.count).map { range[$0] } }
        return rows.enumerated().flatMap { position, row in
            (set.inside?[position] ?? [0..<columns.count]).flatMap { run in
                run.map { GridCell(column: columns[$0], row: row) }
            }
        }
    }

    // Pictures.

    private var targets: [RasterTarget] {
        let middle = centres.min { $0.key < $1.key }?.value ?? GeographicPoint(longitude: 0, latitude: 0)
        let (x, y) = (middle.longitude * 111_319.5, middle.latitude * 111_319.5)
        return [
            RasterTarget(
                system: .geographic,
                minX: -180,
                minY: -90,
                maxX: 180,
                maxY: 90,
                width: 24,
                height: 12
            ),
            RasterTarget(system: .geographic, minX: 176, minY: -2, maxX: 186, maxY: 3, width: 20, height: 10),
            RasterTarget(
                system: .webMercator,
                minX: x - 3e5,
                minY: y - 3e5,
                maxX: x + 3e5,
                maxY: y + 3e5,
                width: 9,
                height: 9
            ),
        ]
    }

    /// Whether a picture has cells of the grid alone, the same by pixel and without the map.
    private mutating func check(_ target: RasterTarget) {
        // Of faces that lie over each other a picture shows the one of the pixel beside.
        let hasOneAnswer = answersNearest || !["ugrid", "points"].contains(grid.kind)
        let map = grid.cells(under: target)
        let isSeparable = map.layout == .separable
        let size =
            isSeparable
            ? (target.width, target.height) : (target.width * target.height, target.width * target.height)
        guard map.columns.count == size.0, map.rows.count == size.1 else {
            return fault("a map of another size")
        }
        var shown: Set<[Int]> = []
        for row in 0..<target.height {
            for column in 0..<target.width {
                let pixel = row * target.width + column
                let (x, y) = (map.columns[isSeparable ? column : pixel], map.rows[isSeparable ? row : pixel])
                let cell = x >= 0 && y >= 0 ? GridCell(column: Int(x), row: Int(y)) : nil
                if let cell, !isInside(cell) { return fault("\(cell) in a picture") }
                if let cell { shown.insert([cell.column, cell.row]) }
                if hasOneAnswer, pixel % 37 == 0,
                    grid.cell(under: target, column: column, row: row) != cell
                {
                    fault("pixel \(column) \(row) shows another cell than the picture")
                }
            }
        }
        var visited: Set<[Int]> = []
        grid.forEachCell(under: target) { visited.insert([$0.column, $0.row]) }
        if visited != shown { fault("a picture of \(shown.count) cells visits \(visited.count)") }
        if grid.mapBytes(of: target) < 4 * (map.columns.count + map.rows.count) {
            fault("a map takes more than it says")
        }
    }
}
