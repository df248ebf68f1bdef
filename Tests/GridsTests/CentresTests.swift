import CRS
import Execution
import TestSupport
import Testing

@testable import Grids

/// Centres and areas of many cells at a time, against those of one cell.
@Suite struct CentresTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// How far centres may be away, in sides of a square of the cell's area, and areas in parts.
        let error: (centre: Double, area: Double)
        let make: @Sendable () throws -> any Grid
    }

    private static func curvilinear() throws -> any Grid {
        var places = CurvilinearPlaces(count: 40 * 30, isSingle: false)
        let cells = (0..<1200).map { (Double($0 % 40), Double($0 / 40)) }
        places.take(longitudes: cells.map { 160 + $0.0 + 0.2 * $0.1 })
        places.take(latitudes: cells.map { 10 + 1.5 * $0.1 - 0.1 * $0.0 })
        let context = WorkContext.background(seconds: 60)
        let kept = try CurvilinearCells(columns: 40, rows: 30, places: places, corners: nil, context: context)
        return try CurvilinearGrid(kept, context: context)
    }

    private static func projected(_ text: String, _ x: [Double], _ y: [Double]) throws -> any Grid {
        ProjectedGrid(
            x: CellAxis(centres: x),
            y: CellAxis(centres: y),
            projector: try Projector(text: text),
            scale: 1,
            isAngular: false
        )
    }

    static let cases = [
        Case(testDescription: "rectilinear", error: (1e-9, 1e-9)) {
            RectilinearGrid(
                longitudes: CellAxis(centres: Array(stride(from: 0, to: 360, by: 4))),
                latitudes: CellAxis(centres: Array(stride(from: 88, to: -90, by: -4)))
            )
        },
        Case(testDescription: "healpix", error: (1e-9, 0.06)) {
            let division = try #require(HEALPixDivision(side: 16, order: .nested))
            return try #require(HEALPixGrid(whole: division, figure: AuthalicLatitude(flattening: 1 / 298.0)))
        },
        Case(testDescription: "rings", error: (1e-9, 0.06)) {
            let division = try #require(HEALPixDivision(side: 12, order: .ring))
            return try #require(HEALPixGrid(whole: division, figure: nil))
        },
        Case(testDescription: "curvilinear", error: (1e-9, 0.03), make: curvilinear),
        Case(testDescription: "polar", error: (0.11, 0.01)) {
            let steps = (-60...60).map { Double($0) * 50_000 }
            return try projected("EPSG:3413", steps, steps.reversed())
        },
        Case(testDescription: "transverse", error: (0.11, 0.01)) {
            try projected(
                "EPSG:32633",
                (0..<90).map { 100_000 + Double($0) * 9000 },
                (0..<70).map { 6e6 - Double($0) * 9000 }
            )
        },
    ]

    @Test(arguments: cases) func manyAreAsOne(example: Case) throws {
        let grid = try example.make()
        var line = CentreLine(hasAreas: true)
        for row in stride(from: 0, to: grid.rowCount, by: 3) {
            line.clear()
            let columns = min(1, grid.columnCount - 1)..<grid.columnCount
            grid.addCentres(of: columns, row: row, to: &line)
            try #require(line.count == columns.count)
            for (index, column) in columns.enumerated() {
                let cell = GridCell(column: column, row: row)
                let centre = try #require(grid.centre(of: cell))
                let area = try #require(grid.area(of: cell)) / SphericalArea.radius / SphericalArea.radius
                let found = GeographicPoint(
                    longitude: line.longitudes[index],
                    latitude: line.latitudes[index]
                )
                let distance = UnitVector(centre).angle(to: UnitVector(found))
                #expect(distance <= example.error.centre * area.squareRoot(), "\(cell)")
                let share = line.areas[index] * 4 * .pi
                #expect(abs(share / area - 1) <= example.error.area, "\(cell): \(share) for \(area)")
            }
        }
    }

    private static let targets = [
        RasterTarget(system: .geographic, minX: -180, minY: -90, maxX: 180, maxY: 90, width: 9, height: 7),
        RasterTarget(system: .geographic, minX: 165, minY: 11, maxX: 193, maxY: 48, width: 8, height: 8),
        RasterTarget(system: .geographic, minX: -30, minY: 60, maxX: 50, maxY: 90, width: 30, height: 9),
        RasterTarget(
            system: .webMercator,
            minX: 1e6,
            minY: 6e6,
            maxX: 2.2e6,
            maxY: 7.1e6,
            width: 12,
            height: 11
        ),
    ]

    /// All that lies in a picture is near it, and what a pixel has are the centres in it.
    @Test(arguments: cases, targets) func nothingThatLiesInAPictureIsLeftOut(
        example: Case,
        target: RasterTarget
    ) throws {
        let grid = try example.make()
        let cells = try #require(AveragedCells(grid, under: target))
        var found: Set<[Int]> = []
        cells.forEach(rows: 0..<grid.rowCount, columns: 0..<grid.columnCount) { row, column, pixel, weight in
            #expect(weight > 0)
            found.insert([row, column, pixel])
        }
        var isClear = true
        for row in 0..<grid.rowCount {
            for column in 0..<grid.columnCount {
                let cell = GridCell(column: column, row: row)
                guard let centre = grid.centre(of: cell) else { continue }
                guard let pixel = Self.pixel(of: centre, in: target) else { continue }
                // A centre that is told to a tenth of a cell may lie in the next pixel.
                let own = found.contains([row, column, pixel])
                if example.error.centre < 1e-6 { isClear = isClear && own }
                let isAnywhere = own || (0..<cells.count).contains { found.contains([row, column, $0]) }
                if !isAnywhere { isClear = false }
            }
        }
        #expect(isClear)
    }

    /// The pixel of a place that is clear of its edges.
    private static func pixel(of place: GeographicPoint, in target: RasterTarget) -> Int? {
        for row in 0..<target.height {
            let (south, north) = (
                target.latitude(ofRow: Double(row) + 0.47), target.latitude(ofRow: Double(row) - 0.47)
            )
            guard place.latitude > south, place.latitude < north else { continue }
            for column in 0..<target.width {
                let west = target.longitude(ofColumn: Double(column) - 0.47)
                let east = target.longitude(ofColumn: Double(column) + 0.47)
                let turned = place.longitude + 360 * ((west - place.longitude) / 360).rounded(.up)
                if turned > west, turned < east { return row * target.width + column }
            }
        }
        return nil
    }

    @Test func whatIsTooMuchIsNotAveraged() throws {
        let grid = RectilinearGrid(
            longitudes: CellAxis(centres: (0..<4096).map { Double($0) / 12 }),
            latitudes: CellAxis(centres: (0..<2049).map { Double($0) / 30 - 30 })
        )
        #expect(AveragedCells(grid, under: Self.targets[0]) == nil)
        let often = RasterTarget(
            system: .geographic,
            minX: -9e5,
            minY: -90,
            maxX: 9e5,
            maxY: 90,
            width: 9,
            height: 9
        )
        #expect(AveragedCells(try Self.curvilinear(), under: often) == nil)
    }

    @Test func runsOfSomeColumns() throws {
        var random = SplitMix(state: 3)
        var mask = try #require(CellMask(rows: 2..<7, columns: 5..<300))
        for row in 2..<7 {
            for column in 5..<300 where random.next() % 3 == 0 && (column < 90 || column > 220) {
                mask.leave(row: row, column: column)
            }
        }
        for row in 1..<8 {
            for part in [0..<400, 5..<300, 17..<18, 60..<230, 100..<210] {
                let runs = mask.runs(ofRow: row, in: part)
                let left = part.filter { mask.leaves(row: row, column: $0) }
                #expect(runs.flatMap { Array($0) } == left)
                #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
            }
        }
    }
}
