import CF
import Execution
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// A global grid of 5° whose every value is its own longitude (0…355) plus 1000 × its row.
private func globe(from first: Double, westwards: Bool = false) throws -> CubeFixture {
    let longitudes = (0..<72).map { first + 5 * Double(westwards ? 71 - $0 : $0) }
    return try .latLon((0..<36).map { -87.5 + 5 * Double($0) }, longitudes, chunkShape: [7, 11]) {
        place -> Int32 in
        Int32(1000 * place[0] + Int((longitudes[place[1]] + 720).truncatingRemainder(dividingBy: 360)))
    }
}

@Suite struct BoxTests {
    /// However the client and the data number longitudes, the same cells come, from west to east.
    @Test(
        arguments: [0.0, -180, -179.9, 177.5],
        [
            (350.0, 10.0), (-10.0, 10.0), (710.0, 730.0), (170.0, -170.0), (170.0, 190.0), (-190.0, -170.0),
            (0.0, 0.0),
        ]
    )
    func turnsDoNotMatter(first: Double, box: (Double, Double)) throws {
        let cube = try globe(from: first)
        let asked = try #require(GeographicBox(west: box.0, south: -3, east: box.1, north: 8))
        let grid = try #require(cube.dataset.variables[0].grid as? RectilinearGrid)
        let window = grid.cells(in: asked)
        let axis = cube.dataset.axes[1].cells.centres
        let columns = window.columns.flatMap { range in (0..<range.count).map { range[$0] } }
        // Brute force: every column whose centre lies in the box in some turn.
        let width = box.1 >= box.0 ? box.1 - box.0 : box.1 - box.0 + 360
        let expected = axis.indices.filter { column in
            (-3...3).contains { turn in
                let longitude = axis[column] + 360 * Double(turn)
                return longitude >= box.0 - 1e-9 && longitude <= box.0 + width + 1e-9
            }
        }
        #expect(Set(columns) == Set(expected) && columns.count == expected.count)
        #expect(window.longitudes == window.longitudes.sorted())
        #expect(window.columns.count <= 2)
    }

    @Test(arguments: [false, true])
    func valuesComeEastwardsFromTheWestEdge(westwards: Bool) throws {
        let cube = try globe(from: 0, westwards: westwards)
        let box = try #require(GeographicBox(west: 345, south: -3, east: 11, north: 3))
        let plan = try cube.dataset.bind(Query(place: .box(box)))
        let context = WorkContext.background(seconds: 60)
        let values = try plan.open(context: context).values(part: 0, context: context)
        let east = [345.0, 350, 355, 0, 5, 10]
        let rows = [17, 18].flatMap { row in
            (westwards ? east.reversed() : east).map { Double(1000 * row) + $0 }
        }
        #expect(values.doubles == rows)
    }

    @Test func wholeTurnsAreEverything() throws {
        let cube = try globe(from: 0)
        for (west, east) in [(-180.0, 180.0), (0, 360), (-720, 720), (10, 370)] {
            let box = try #require(GeographicBox(west: west, south: -90, east: east, north: 90))
            let plan = try cube.dataset.bind(Query(place: .box(box)))
            #expect(plan.parts[0].cells == 72 * 36)
        }
    }

    /// The middle of the box, 1.2 east and 1 north, lies in the cells around 0 east and 2.5 north.
    @Test func boxesBetweenCentresMeanTheCellOfTheirMiddle() throws {
        let cube = try globe(from: 0)
        let box = try #require(GeographicBox(west: 1, south: 0.5, east: 1.4, north: 1.5))
        let plan = try cube.dataset.bind(Query(place: .box(box)))
        let cells = try #require(plan.parts[0].placed)
        #expect(cells.inner == InnerPlace(GeographicPoint(longitude: 1.2, latitude: 1)))
        #expect(plan.parts[0].cells == 1)
        guard case .lines(let longitudes, let latitudes) = cells.centres else {
            Issue.record("no lines")
            return
        }
        #expect(latitudes == [2.5])
        #expect(longitudes == [0])
    }

    @Test(arguments: [(0.0, 10.0, 5.0, -10.0), (.nan, 0, 1, 1), (0, -.infinity, 1, 1), (1e9, 0, 1, 1)])
    func otherNumbersAreNoBoxes(west: Double, south: Double, east: Double, north: Double) {
        #expect(GeographicBox(west: west, south: south, east: east, north: north) == nil)
    }
}

/// Boxes whose edges are what a client reads of the grid.
@Suite struct BoxEdgeTests {
    /// Longitudes and latitudes of tenths of a degree as float32, by whole tenths.
    private func grid(_ longitudes: [Int], _ latitudes: [Int]) -> RectilinearGrid {
        let axis = { (tenths: [Int]) in
            CellAxis(centres: tenths.map { Double(Float(Double($0) / 10)) }, type: .single)
        }
        return RectilinearGrid(longitudes: axis(longitudes), latitudes: axis(latitudes))
    }

    private func indices(_ runs: [IndexRange]) -> [Int] {
        runs.flatMap { range in (0..<range.count).map { range[$0] } }
    }

    @Test(arguments: [false, true], [0, -1800])
    func allFourEdgesBelongToTheBox(isMirrored: Bool, first: Int) throws {
        let east = Array(first..<first + 3600)
        let north = Array(-900...900)
        let (columns, rows) = isMirrored ? (Array(east.reversed()), Array(north.reversed())) : (east, north)
        let grid = grid(columns, rows)
        for (west, width) in [(-101, 202), (1, 100), (1701, 203), (-1799, 77), (3599, 2), (3590, 20), (0, 0)]
        {
            let box = try #require(
                GeographicBox(
                    west: Double(west) / 10,
                    south: -33.3,
                    east: Double(west + width) / 10,
                    north: 66.7
                )
            )
            let window = try #require(grid.cells(in: box))
            let wanted = (west...west + width).map { ($0 - first % 3600 + 7200) % 3600 }.map {
                isMirrored ? 3599 - $0 : $0
            }
            #expect(indices(window.columns) == (isMirrored ? wanted.reversed() : wanted), "\(west)+\(width)")
            #expect(indices(window.rows).map { rows[$0] }.sorted() == Array(-333...667))
            let places = window.longitudes.map { ($0 * 10).rounded() / 10 }
            #expect(places.count == width + 1)
            #expect(zip(places, places.dropFirst()).allSatisfy { ($0 < $1) != isMirrored })
        }
    }

    /// A grid from −180 to 180 has its first meridian twice; a box of the whole circle has all of it, in its order.
    @Test func bothEndsOfAWholeCircle() throws {
        let grid = grid(Array(stride(from: -1800, through: 1800, by: 100)), [0])
        let box = try #require(GeographicBox(west: -180, south: -1, east: 180, north: 1))
        let window = try #require(grid.cells(in: box))
        #expect(indices(window.columns) == Array(0...36))
        #expect(window.longitudes.first == -180 && window.longitudes.last == 180)
        // Around the antimeridian each place comes once.
        let seam = try #require(GeographicBox(west: 170, south: -1, east: -170, north: 1))
        #expect(try #require(grid.cells(in: seam)).longitudes == [170, 180, 190])
    }

    @Test func aZonalMeanLiesInEveryBox() throws {
        let zonal = RectilinearGrid(
            longitudes: CellAxis(centres: [180], bounds: [(0, 360)]),
            latitudes: CellAxis(centres: [-45, 45])
        )
        for (west, east) in [(0.0, 10.0), (-30, -20), (170, -170), (359, 361)] {
            let box = try #require(GeographicBox(west: west, south: 0, east: east, north: 90))
            let window = try #require(zonal.cells(in: box))
            #expect(window.columns == [IndexRange(0..<1)] && window.rows == [IndexRange(1..<2)])
            #expect(zonal.cell(containing: GeographicPoint(longitude: west, latitude: 10))?.column == 0)
        }
        // One longitude without that extent is one place.
        let place = RectilinearGrid(
            longitudes: CellAxis(centres: [180], bounds: [(179, 181)]),
            latitudes: CellAxis(centres: [-45, 45])
        )
        let box = try #require(GeographicBox(west: 0, south: 0, east: 10, north: 90))
        #expect(try #require(place.cells(in: box)).columns.isEmpty)
    }

    /// A point that is a float32 longitude's text, or its double, is that column, wherever the cell's bounds are.
    @Test func placesAreMeantByTheirTexts() throws {
        let tenths = Array(0..<3600)
        let grid = RectilinearGrid(
            longitudes: CellAxis(
                centres: tenths.map { Double(Float(Double($0) / 10)) },
                bounds: tenths.map { (Double(Float(Double($0) / 10)), Double(Float(Double($0 + 1) / 10))) },
                type: .single
            ),
            latitudes: CellAxis(centres: [0, 1])
        )
        for column in [0, 1, 7, 1234, 3599] {
            for turn in [0.0, -360, 360] {
                let place = GeographicPoint(longitude: Double(column) / 10 + turn, latitude: 0)
                #expect(grid.cell(containing: place)?.column == column)
            }
            #expect(
                grid.centre(of: GridCell(column: column, row: 0)).map { ($0.longitude * 10).rounded() }
                    .map { (Int($0) + 3600) % 3600 } == column
            )
        }
    }
}
