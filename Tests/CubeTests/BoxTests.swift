import Execution
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// A global grid of 5° whose every value is its own longitude (0…355) plus 1000 × its row.
private func globe(from first: Double, westwards: Bool = false) throws -> CubeFixture {
    let longitudes = (0..<72).map { first + 5 * Double(westwards ? 71 - $0 : $0) }
    let latitudes = (0..<36).map { -87.5 + 5 * Double($0) }
    let values = latitudes.indices.flatMap { row in
        longitudes.map { Int32(1000 * row + Int(($0 + 720).truncatingRemainder(dividingBy: 360))) }
    }
    return try CubeFixture(arrays: [
        FixtureArray("lat", [("lat", 36)], .float64, latitudes, attributes: [("units", "degrees_north")]),
        FixtureArray("lon", [("lon", 72)], .float64, longitudes, attributes: [("units", "degrees_east")]),
        FixtureArray("v", [("lat", 36), ("lon", 72)], .int32, values, chunkShape: [7, 11]),
    ])
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
        #expect(cells.centroid == GeographicPoint(longitude: 1.2, latitude: 1))
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
