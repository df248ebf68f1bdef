import Execution
import Testing

@testable import Grids

private var context: WorkContext { .background(seconds: 120) }

/// Pictures of grids of very many cells: what they show was worked out cell by cell.
@Suite struct CrowdedPixelTests {
    /// 360 × 250 cells whose lines cross the Earth aslant, with a hole.
    private static let columns = 360
    private static let rows = 250
    private static let places: [GeographicPoint?] = (0..<columns * rows).map { item in
        let (column, row) = (item % columns, item / columns)
        guard !(100..<160).contains(column) || !(100..<160).contains(row) else { return nil }
        let longitude = (Double(column) + 0.5) * .pi / 180
        let latitude = (-75 + 160 * (Double(row) + 0.5) / Double(rows)) * .pi / 180
        let level = UnitVector(longitude: longitude * 180 / .pi, latitude: latitude * 180 / .pi)
        return UnitVector(x: 0.8 * level.x - 0.6 * level.z, y: level.y, z: 0.6 * level.x + 0.8 * level.z)
            .place
    }

    private static let grid: Result<CurvilinearGrid, any Error> = Result {
        var kept = CurvilinearPlaces(count: places.count, isSingle: false)
        kept.take(longitudes: places.map { $0?.longitude ?? .nan })
        kept.take(latitudes: places.map { $0?.latitude ?? .nan })
        let cells = try CurvilinearCells(
            columns: columns,
            rows: rows,
            places: kept,
            corners: nil,
            context: context
        )
        return try CurvilinearGrid(cells, context: context)
    }

    private static func target(
        _ system: RasterTarget.System,
        _ box: (west: Double, south: Double, east: Double, north: Double),
        _ side: Int
    ) -> RasterTarget {
        RasterTarget(
            system: system,
            minX: box.west,
            minY: box.south,
            maxX: box.east,
            maxY: box.north,
            width: side,
            height: side
        )
    }

    private static let earth = 20_037_508.34
    /// From a pixel that holds thousands of cells to one that holds few.
    private static let far = [
        target(.geographic, (-180, -90, 180, 90), 12), target(.geographic, (-180, -90, 180, 90), 31),
        target(.webMercator, (-earth, -earth, earth, earth), 24), target(.geographic, (150, 20, 250, 80), 16),
        target(.geographic, (-100, 80, 260, 90), 20),
    ]

    private static func item(_ map: CellMap, _ pixel: Int) -> Int? {
        map.columns[pixel] < 0 ? nil : Int(map.rows[pixel]) * columns + Int(map.columns[pixel])
    }

    private static func centre(_ target: RasterTarget, _ column: Int, _ row: Int) -> UnitVector {
        UnitVector(longitude: target.longitude(ofColumn: column), latitude: target.latitude(ofRow: row))
    }

    /// A cell that is not the nearest lies in the pixel, whose centre it is nearer to than half the pixel's shorter side.
    @Test(arguments: far) func whatStandsForManyLiesInThePixel(target: RasterTarget) throws {
        let grid = try Self.grid.get()
        let map = grid.cells(under: target)
        var others = 0
        for row in 0..<target.height {
            let parallel = cosine(target.latitude(ofRow: row))
            let (wide, high) = (
                (target.longitude(ofColumn: 1) - target.longitude(ofColumn: 0)) * parallel,
                target.system == .geographic
                    ? (target.maxY - target.minY) / Double(target.height)
                    : (target.longitude(ofColumn: 1) - target.longitude(ofColumn: 0)) * parallel
            )
            for column in 0..<target.width {
                let centre = Self.centre(target, column, row)
                let nearest = grid.cells.item(at: centre)
                let shown = Self.item(map, row * target.width + column)
                if let nearest { #expect(shown != nil, "no hole over \(nearest)") }
                guard shown != nearest, let shown, let place = Self.places[shown] else { continue }
                others += 1
                let angle = centre.angle(to: UnitVector(place)) * 180 / .pi
                #expect(angle <= min(wide, high) / 2 * 1.0001, "\(column) \(row)")
            }
        }
        if target.width < 25, target.maxY - target.minY > 100 { #expect(others > target.width * 2) }
    }

    private func cosine(_ degrees: Double) -> Double { UnitVector(longitude: 0, latitude: degrees).x }

    /// A pixel alone, and as part of another picture, shows what the whole picture shows.
    @Test(arguments: far) func pixelsAreTheSameInEveryPicture(target: RasterTarget) throws {
        let grid = try Self.grid.get()
        let map = grid.cells(under: target)
        var drawn = 0
        for row in 0..<target.height {
            for column in 0..<target.width {
                let shown = Self.item(map, row * target.width + column).map(grid.gridCell)
                #expect(grid.cell(under: target, column: column, row: row) == shown)
                if shown != nil { drawn += 1 }
            }
        }
        #expect(drawn > target.width)
        let height = target.height / 2
        let lower = RasterTarget(
            system: target.system,
            minX: target.minX,
            minY: target.minY,
            maxX: target.maxX,
            maxY: target.minY + (target.maxY - target.minY) * Double(height) / Double(target.height),
            width: target.width,
            height: height
        )
        let part = grid.cells(under: lower)
        let same = part.columns.indices.count { pixel in
            let whole = pixel + (target.height - height) * target.width
            return Self.item(part, pixel) == Self.item(map, whole)
        }
        // Rounding may move a pixel's centre across the border of two cells.
        #expect(same >= part.columns.count - 2)
    }

    /// Where cells are not much smaller than pixels the nearest answers, however a block is looked at.
    @Test(arguments: [
        (0.02, 40), (0.2, 40), (1.5, 40), (8, 40), (20, 50), (40, 40), (70, 70),
    ]) func nearToTheNearestAnswers(degrees: Double, side: Int) throws {
        let grid = try Self.grid.get()
        for (west, south) in [(-40.0, 10.0), (140, -20), (15, 30), (170, 60)] {
            let box = (west, south, west + degrees, min(south + degrees, 90))
            let target = Self.target(.geographic, box, side)
            let map = grid.cells(under: target)
            for pixel in map.columns.indices {
                let centre = Self.centre(target, pixel % side, pixel / side)
                #expect(Self.item(map, pixel) == grid.cells.item(at: centre), "\(pixel)")
            }
        }
    }

    @Test func bytesAreKnownBefore() throws {
        let tree = try Self.grid.get().cells.tree
        #expect(!tree.sample.positions.isEmpty)
        let bytes = tree.sample.positions.count * MemoryLayout<Int32>.size
        #expect(bytes <= SphereSample.bytes(count: tree.entries.count))
        #expect(2 * bytes > SphereSample.bytes(count: tree.entries.count))
        #expect(SphereSample.bytes(count: SphereSample.least - 1) == 0)
        for count in [SphereSample.least, 1 << 20, 1 << 24, Int(Int32.max)] {
            #expect(SphereSample.bytes(count: count) < 3 * count)
        }
    }

    /// What a file says stands for squares is believed only where it is an entry, or none.
    @Test func whatStandsForSquaresIsAnEntry() throws {
        let tree = try Self.grid.get().cells.tree
        let (count, spread) = (tree.entries.count, FlatArray(tree.sample.spread.bounds))
        #expect(tree.sample.lies(below: count))
        #expect(tree.sample.positions.contains { $0 >= 0 })
        for odd in [Int32(count), -2, .min, .max] {
            var positions = Array(tree.sample.positions)
            positions[positions.count / 2] = odd
            let sample = try #require(SphereSample(of: count, spread, FlatArray(positions)))
            #expect(!sample.lies(below: count))
        }
        #expect(SphereSample(of: count, spread, FlatArray(tree.sample.positions.dropLast())) == nil)
    }

    /// What lies in a corner of the Earth has as many squares as what lies all over it, and each cell is in one of them.
    @Test(arguments: [0.0, 45, 90, -135]) func squaresAreWhereThingsAre(longitude: Double) throws {
        let side = 300
        let entries = (0..<side * side).map { item in
            let place = UnitVector(
                longitude: longitude - 2 + Double(item % side) / 75,
                latitude: 33 + Double(item / side) / 75
            )
            return SphereEntry(x: Float(place.x), y: Float(place.y), z: Float(place.z), item: Int32(item))
        }
        let sample = entries.withUnsafeBufferPointer { SphereSample($0) }
        let finest = try #require(sample.levels.first)
        #expect(finest.side > 2000)
        #expect(sample.positions.count * 4 <= SphereSample.bytes(count: entries.count))
        var squares = Set<Int>()
        for entry in entries {
            let square = CubeSquare(x: entry.x, y: entry.y, z: entry.z, side: finest.side)
            let window = sample.windows[finest.firstWindow + square.face]
            let number = window.number(column: square.column, row: square.row)
            try #require(number >= 0 && number < sample.positions.count)
            squares.insert(number)
        }
        #expect(squares.count > entries.count / 6)
        let chosen = Set(sample.positions.filter { $0 >= 0 })
        #expect(chosen.count > entries.count / 6)
    }

    /// Of a window no square is outside, and each has a number of its own.
    @Test func windowsNumberTheirSquares() {
        let window = SphereSample.Window(column: 3, row: 5, width: 4, height: 2, first: 10)
        let numbers = (0..<12).flatMap { row in (0..<12).map { window.number(column: $0, row: row) } }
        #expect(numbers.filter { $0 >= 0 } == Array(10..<18))
        #expect(window.number(column: -1, row: 5) == -1)
        let none = SphereSample.Window(column: 0, row: 0, width: 0, height: 0, first: 10)
        #expect(none.number(column: 0, row: 0) == -1)
    }

    /// The column and the row beside a square's own are those nearer to the place.
    @Test func whatIsBesideIsNearer() {
        for place: (Float, Float) in [(0.01, 0.02), (-0.3, 0.7), (0.9, 0.1), (0.4, -0.93), (-0.5, 0.501)] {
            let square = CubeSquare(x: 1, y: place.0, z: place.1, side: 16)
            let beside = square.beside
            let middle = (Double(square.column) + 0.5) / 16
            #expect(beside.column == square.column + (Double(square.across) < middle ? -1 : 1))
            let height = (Double(square.row) + 0.5) / 16
            #expect(beside.row == square.row + (Double(square.along) < height ? -1 : 1))
            let ways = (abs(Double(square.across) - middle), abs(Double(square.along) - height))
            #expect(beside.isColumnNearer == (ways.0 >= ways.1))
        }
    }

    /// Numbers that are no places, as a damaged file may hold them, are in some square.
    @Test(arguments: [Float.nan, .infinity, -.infinity, 0, 1e30, -1e-40])
    func everyNumberIsInASquare(number: Float) {
        for (x, y, z) in [(number, 0, 1), (1, number, 0), (0, 1, number), (number, number, number)] {
            let square = CubeSquare(x: x, y: y, z: z, side: 40)
            #expect((0..<6).contains(square.face))
            #expect((0..<40).contains(square.column) && (0..<40).contains(square.row))
        }
    }

    /// No two places of a square are farther apart than what is said of squares.
    @Test(arguments: [8, 11, 40]) func squaresAreNoLargerThanSaid(side: Int) {
        var corners = [[Int]: [UnitVector]]()
        let steps = 6 * side
        for (u, v) in (0...steps).flatMap({ u in (0...steps).map { (u, $0) } }) {
            // Evenly on the cube's face: finer than its squares everywhere.
            let (y, z) = (2 * Double(u) / Double(steps) - 1, 2 * Double(v) / Double(steps) - 1)
            guard let place = UnitVector(directionOf: 1, y, z) else { continue }
            let square = CubeSquare(x: Float(place.x), y: Float(place.y), z: Float(place.z), side: side)
            corners[[square.face, square.column, square.row], default: []].append(place)
        }
        #expect(corners.count >= side * side)
        for places in corners.values {
            let farthest = places.flatMap { one in places.map { one.squaredChord(to: $0) } }.max() ?? 0
            #expect(farthest.squareRoot() <= Double(SphereSample.diagonal) / Double(side))
        }
    }
}
