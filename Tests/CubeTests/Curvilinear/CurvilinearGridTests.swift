import Execution
import Failures
import Glibc
import TestSupport
import Testing

@testable import Grids

/// Cells with a longitude and a latitude each: a tripolar grid with a fold, a halo and land that nobody wrote, a swath over
/// a pole, patches with and without stated corners.
struct CurvilinearGridTests {
    private static var bounds: PlacingBounds {
        PlacingBounds(limits: Limits(), context: .background(seconds: 60))
    }

    @Test func thereAreFixtures() {
        #expect(CurvilinearFixture.all.map(\.name) == ["tripolar", "swath", "patch", "corners"])
    }

    @Test(arguments: CurvilinearFixture.all)
    func cellsContainPlaces(_ fixture: CurvilinearFixture) throws {
        let grid = try fixture.grid()
        #expect(grid.kind == "curvilinear" && !grid.hasGeographicLines)
        #expect(fixture.points.count >= 120)
        for (place, cell) in fixture.points {
            let found = grid.cell(containing: place)
            #expect(found.map { $0.row * fixture.columns + $0.column } == cell, "\(place)")
        }
    }

    @Test(arguments: CurvilinearFixture.all)
    func centresAreThoseOfTheArrays(_ fixture: CurvilinearFixture) throws {
        let grid = try fixture.grid()
        for row in 0..<fixture.rows {
            for column in 0..<fixture.columns {
                let item = row * fixture.columns + column
                let (longitude, latitude) = (fixture.longitudes[item], fixture.latitudes[item])
                let centre = grid.centre(of: GridCell(column: column, row: row))
                // The land of the tripolar grid has places that are none.
                guard let centre else {
                    #expect(longitude.isNaN || (longitude == 0 && latitude == 0))
                    continue
                }
                let turns = (longitude - centre.longitude) / 360
                #expect(centre.latitude == latitude && abs(turns - turns.rounded()) < 1e-12)
                #expect(abs(centre.longitude) <= 180)
            }
        }
        #expect(grid.centre(of: GridCell(column: fixture.columns, row: 0)) == nil)
        #expect(grid.centre(of: GridCell(column: 0, row: -1)) == nil)
    }

    @Test(arguments: CurvilinearFixture.all)
    func footprintsHoldEachPlaceOnce(_ fixture: CurvilinearFixture) throws {
        let grid = try fixture.grid()
        #expect(fixture.footprints.count == 14)
        for (footprint, cells) in fixture.footprints {
            let found = try #require(try grid.cells(in: footprint, within: Self.bounds), "\(footprint)")
            #expect(found.numbers(columns: fixture.columns) == cells, "\(footprint)")
            guard case .scattered(let centres) = found.centres else {
                Issue.record("centres \(found.centres)")
                continue
            }
            #expect(
                centres
                    == cells.map { item in
                        grid.centre(of: GridCell(column: item % fixture.columns, row: item / fixture.columns))
                    }
            )
        }
    }

    @Test(arguments: CurvilinearFixture.all)
    func nothingLiesInEmptyBoxes(_ fixture: CurvilinearFixture) throws {
        let grid = try fixture.grid()
        let item = try #require(
            fixture.longitudes.indices.first { grid.centre(of: grid.gridCell($0)) != nil }
        )
        let centre = try #require(grid.centre(of: grid.gridCell(item)))
        let box = try #require(
            GeographicBox(
                west: centre.longitude + 0.01,
                south: centre.latitude + 0.01,
                east: centre.longitude + 0.02,
                north: centre.latitude + 0.02
            )
        )
        #expect(try grid.cells(in: .box(box), within: Self.bounds) == nil)
        let one = try #require(try grid.cellsOrOne(of: .box(box), within: Self.bounds))
        #expect(one.columns.count == 1 && one.rows.count == 1 && one.inner != nil)
    }

    @Test(arguments: CurvilinearFixture.all)
    func nothingAnswersBeyondTheExtent(_ fixture: CurvilinearFixture) throws {
        let grid = try fixture.grid()
        #expect(ExtentProbe.placesBeyond(grid.extent).allSatisfy { grid.cell(containing: $0) == nil })
    }

    @Test func footprintsAreBounded() throws {
        let grid = try #require(CurvilinearFixture.all.first).grid()
        var limits = Limits()
        limits.outputCells = 100
        let bounds = PlacingBounds(limits: limits, context: .background(seconds: 60))
        let box = try #require(GeographicBox(west: -180, south: -90, east: 180, north: 90))
        #expect(throws: Failure.self) { try grid.cells(in: .box(box), within: bounds) }
        let small = try #require(GeographicBox(west: 20, south: -50, east: 40, north: -40))
        #expect(try grid.cells(in: .box(small), within: bounds) != nil)
    }

    /// Longitudes and latitudes reach from the outermost centres as far beyond them as their cells answer.
    @Test(arguments: CurvilinearFixture.all)
    func extentsAreThoseOfTheCells(_ fixture: CurvilinearFixture) throws {
        let extent = try fixture.grid().extent
        let (south, north) = (fixture.number("south"), fixture.number("north"))
        switch fixture.name {
        case "patch":
            let reach = try Double(fixture.grid().cells.reach.max() ?? 0) * 180 / .pi * 1.001
            #expect(extent.south < south && extent.south > south - reach)
            #expect(extent.north > north && extent.north < north + reach)
            let width = 360 - fixture.number("widest_gap")
            let aside = reach / cos(max(abs(extent.south), abs(extent.north)) * .pi / 180)
            #expect(extent.east - extent.west > width && extent.east - extent.west < width + 2 * aside)
            let offset = (fixture.number("west") - extent.west).truncatingRemainder(dividingBy: 360)
            #expect(offset >= 0 && offset < aside)
        case "swath":
            #expect(extent.south == -90 && extent.north > north && extent.north < north + 6)
            #expect(extent.west == -180 && extent.east == 180)
        case "corners":
            #expect(extent.north == 90 && extent.west == -180 && extent.east == 180)
            #expect(extent.south < south && extent.south > south - 4)
        default:
            #expect(extent.west == -180 && extent.east == 180 && extent.north == 90)
            #expect(extent.south < south && extent.south > south - 10)
        }
    }

    private static let targets: [RasterTarget] = [
        .init(system: .geographic, minX: -180, minY: -90, maxX: 180, maxY: 90, width: 61, height: 37),
        .init(system: .geographic, minX: 100, minY: -100, maxX: 500, maxY: 100, width: 50, height: 40),
        .init(system: .geographic, minX: 340, minY: 45, maxX: 380, maxY: 65, width: 70, height: 33),
        .init(system: .geographic, minX: 77, minY: 60, maxX: 83, maxY: 66, width: 40, height: 40),
        .init(system: .geographic, minX: 170, minY: -90, maxX: 190, maxY: -70, width: 64, height: 64),
        .init(
            system: .webMercator,
            minX: -20_037_508.34,
            minY: -20_037_508.34,
            maxX: 20_037_508.34,
            maxY: 20_037_508.34,
            width: 64,
            height: 64
        ),
    ]

    /// Pictures show for each pixel the cell that contains its centre, be it drawn alone or beside others.
    @Test(arguments: CurvilinearFixture.all)
    func pixelsAreThePlacesOfTheirCentres(_ fixture: CurvilinearFixture) throws {
        let grid = try fixture.grid()
        var drawn = 0
        for target in Self.targets {
            let map = grid.cells(under: target)
            #expect(map.layout == .scattered && map.columns.count == target.width * target.height)
            for row in 0..<target.height {
                for column in 0..<target.width {
                    let pixel = row * target.width + column
                    let place = GeographicPoint(
                        longitude: target.longitude(ofColumn: column),
                        latitude: target.latitude(ofRow: row)
                    )
                    let expected = grid.cell(containing: place)
                    let found =
                        map.columns[pixel] < 0
                        ? nil : GridCell(column: Int(map.columns[pixel]), row: Int(map.rows[pixel]))
                    #expect(found == expected, "\(place)")
                    if found != nil { drawn += 1 }
                }
            }
            #expect(grid.cell(under: target, column: 7, row: 9) == Self.cell(of: map, 9 * target.width + 7))
            var cells: [GridCell] = []
            grid.forEachCell(under: target) { cells.append($0) }
            #expect(cells.count == map.columns.count { $0 >= 0 })
        }
        #expect(drawn > 500)
    }

    private static func cell(of map: CellMap, _ pixel: Int) -> GridCell? {
        map.columns[pixel] < 0 ? nil : GridCell(column: Int(map.columns[pixel]), row: Int(map.rows[pixel]))
    }

    /// Cells without stated corners: the outlines of inner cells meet, and hold their centres.
    @Test(arguments: CurvilinearFixture.all)
    func derivedCornersLieAroundCentres(_ fixture: CurvilinearFixture) throws {
        let grid = try fixture.grid()
        let derived = DerivedCorners(grid.cells)
        for item in fixture.longitudes.indices {
            guard let centre = grid.cells.places.centre(of: item) else {
                #expect(derived.corners(of: item) == nil)
                continue
            }
            let corners = try #require(derived.corners(of: item))
            #expect(corners.count == 4)
            #expect(corners.allSatisfy { centre.angle(to: $0) < 1.5 * grid.cells.spacing(of: item) })
        }
        guard fixture.name == "patch" else { return }
        let (one, other) = (
            derived.corners(of: 3 * fixture.columns + 4), derived.corners(of: 3 * fixture.columns + 5)
        )
        #expect(
            zip([one?[1], one?[2]], [other?[0], other?[3]]).allSatisfy { first, second in
                first.flatMap { first in second.map { first.squaredChord(to: $0) < 1e-20 } } ?? false
            }
        )
    }
}
