import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// How two-dimensional longitudes and latitudes are recognised, and what hinders them.
struct CurvilinearOpeningTests {
    private func patch() throws -> CurvilinearFixture {
        try #require(CurvilinearFixture.all.first { $0.name == "patch" })
    }

    private func dataset(_ arrays: [FixtureArray], limits: Limits = Limits()) throws -> Dataset {
        try CubeFixture(arrays: arrays, limits: limits).dataset
    }

    private func problems(_ dataset: Dataset, of name: String = "v") -> [MetadataProblem] {
        dataset.findings.filter { $0.subject == name }.map(\.problem)
    }

    private func expectAnswers(_ fixture: CurvilinearFixture, _ dataset: Dataset, _ name: String = "v") throws
    {
        let variable = try dataset.variable(named: name)
        let grid = try #require(variable.grid as? CurvilinearGrid)
        let dimensions = try #require(variable.gridDimensions)
        #expect(variable.axes[dimensions.column].name == "x")
        #expect(dimensions.row.map { variable.axes[$0].name } == "y")
        for (place, cell) in fixture.points {
            let found = grid.cell(containing: place)
            #expect(found.map { $0.row * fixture.columns + $0.column } == cell, "\(place)")
        }
    }

    @Test func unlistedPairsAreFound() throws {
        let fixture = try patch()
        let dataset = try dataset(fixture.coordinates() + [fixture.field("v", [])])
        try expectAnswers(fixture, dataset)
        #expect(!problems(dataset).contains(.curvilinear))
    }

    @Test(arguments: [false, true], [false, true])
    func arraysMayBeTransposed(coordinates: Bool, data: Bool) throws {
        let fixture = try patch()
        let first = fixture.coordinates(transposed: coordinates)[0]
        let second = fixture.coordinates(transposed: !coordinates)[1]
        try expectAnswers(fixture, try dataset([first, second, fixture.field(transposed: data)]))
    }

    /// Dimensions whose names say nothing: the last one is x.
    @Test func dimensionsMayHaveAnyName() throws {
        let fixture = try patch()
        let field = fixture.field("v", [("coordinates", "lon_odd lat_odd")], stagger: "_odd")
        let odd = try dataset(fixture.coordinates(stagger: "_odd") + [field])
        let variable = try odd.variable(named: "v")
        #expect(variable.grid?.kind == "curvilinear")
        #expect(variable.gridDimensions == GridDimensions(row: 0, column: 1))
        #expect(variable.axes.map(\.role) == [.y, .x])
    }

    @Test func variablesShareTheGridOfTheirCoordinates() throws {
        let fixture = try patch()
        let dataset = try dataset(fixture.coordinates() + [fixture.field("a"), fixture.field("b")])
        let (a, b) = (try dataset.variable(named: "a").grid, try dataset.variable(named: "b").grid)
        let (one, other) = (try #require(a), try #require(b))
        #expect(one.hasSameCells(as: other))
        #expect(!one.hasSameCells(as: try patch().grid()))
    }

    /// Each variable has the places of its own stagger, be the lengths equal.
    @Test func staggeredGridsHaveTheirOwnPlaces() throws {
        let fixture = try patch()
        let staggered = fixture.coordinates(stagger: "_u").filter { $0.name != "lat_u" }
        let field = fixture.field("u", [("coordinates", "lon_u lat_u")], stagger: "_u")
        let shifted = FixtureArray(
            "lat_u",
            [("y_u", fixture.rows), ("x_u", fixture.columns)],
            .float64,
            fixture.latitudes.map { $0 + 0.75 },
            attributes: [("units", "degrees_north")]
        )
        let dataset = try dataset(
            fixture.coordinates() + [fixture.field()] + staggered + [shifted, field]
        )
        try expectAnswers(fixture, dataset)
        let other = try #require(try dataset.variable(named: "u").grid)
        let centre = try #require(other.centre(of: GridCell(column: 0, row: 0)))
        #expect(abs(centre.latitude - fixture.latitudes[0] - 0.75) < 1e-9)
    }

    /// WRF writes them at each time.
    @Test(arguments: [1, 3])
    func placesThatRepeatOverTimeAreReadOnce(steps: Int) throws {
        let fixture = try patch()
        try expectAnswers(fixture, try dataset(try repeated(fixture, steps: steps, shift: 0)))
    }

    @Test func movingPlacesHaveAGridForEachStep() throws {
        let dataset = try dataset(try repeated(try patch(), steps: 3, shift: 0.5))
        #expect(try dataset.variable(named: "v").grid is MovingGrid)
        #expect(problems(dataset) == [])
    }

    /// Coordinates along time, of which the last step is shifted.
    private func repeated(_ fixture: CurvilinearFixture, steps: Int, shift: Double) throws -> [FixtureArray] {
        let dimensions = [("time", steps), ("y", fixture.rows), ("x", fixture.columns)]
        let all = { (numbers: [Double]) in
            (0..<steps).flatMap { step in numbers.map { step == steps - 1 ? $0 + shift : $0 } }
        }
        let times = FixtureArray.times((0..<steps).map { Double($0) }, "hours since 2020-01-01")
        return [
            times,
            FixtureArray(
                "XLONG",
                dimensions,
                .float64,
                all(fixture.longitudes),
                attributes: [("units", "degree_east")]
            ),
            FixtureArray(
                "XLAT",
                dimensions,
                .float64,
                all(fixture.latitudes),
                attributes: [("units", "degree_north")]
            ),
            FixtureArray(
                "v",
                dimensions,
                .float32,
                (0..<steps * fixture.rows * fixture.columns).map { Float($0) },
                attributes: [("coordinates", "XLONG XLAT")]
            ),
        ]
    }

    @Test func placesThatAreNoneAreIgnored() throws {
        let fixture = try patch()
        let fill = Float(9.969209968386869e36)
        let empty = ["lon", "lat"].map { name in
            FixtureArray(
                name,
                [("y", fixture.rows), ("x", fixture.columns)],
                .float32,
                [Float](repeating: fill, count: fixture.rows * fixture.columns),
                attributes: [("units", .string(name == "lon" ? "degrees_east" : "degrees_north"))]
            )
        }
        let dataset = try dataset(empty + [fixture.field()])
        #expect(try dataset.variable(named: "v").grid == nil)
        #expect(problems(dataset).contains(.noPlaces))
    }

    /// Of two kinds of places the listed ones count; unlisted ones do not overrule longitudes and latitudes along lines.
    @Test(arguments: [true, false])
    func listedPairsOverruleLines(isListed: Bool) throws {
        let fixture = try patch()
        let lines = [
            FixtureArray.axis("x", (0..<fixture.columns).map { Double($0) }, units: "degrees_east"),
            FixtureArray.axis("y", (0..<fixture.rows).map { Double($0) }, units: "degrees_north"),
        ]
        let attributes: [(String, JSONValue)] = isListed ? [("coordinates", "lon lat")] : []
        let dataset = try dataset(lines + fixture.coordinates() + [fixture.field("v", attributes)])
        #expect(try dataset.variable(named: "v").grid?.kind == (isListed ? "curvilinear" : "rectilinear"))
    }

    /// Corners that are not those of the cells do not decide.
    @Test func cornersElsewhereAreIgnored() throws {
        let fixture = try #require(CurvilinearFixture.all.first { $0.name == "corners" })
        let arrays = fixture.coordinates().map { array in
            array.name == "lat_bounds"
                ? FixtureArray(
                    "lat_bounds",
                    array.dimensions.map { ($0.name, $0.size) },
                    .float64,
                    [Double](repeating: 0, count: 4 * fixture.rows * fixture.columns)
                ) : array
        }
        let dataset = try dataset(arrays + [fixture.field()])
        let grid = try #require(try dataset.variable(named: "v").grid as? CurvilinearGrid)
        #expect(grid.cells.corners == nil)
        #expect(problems(dataset).contains(.boundsWithoutCentres))
    }

    @Test func whatWouldNotFitIsNotRead() throws {
        var limits = Limits()
        limits.coordinateBytes = 1000
        let fixture = try patch()
        let dataset = try dataset(fixture.coordinates() + [fixture.field()], limits: limits)
        #expect(try dataset.variable(named: "v").grid == nil)
        let isTold = dataset.findings.contains { finding in
            if case .coordinatesTooLarge(.coordinateBytes, _, _) = finding.problem { true } else { false }
        }
        #expect(isTold)
    }

    /// All that the index holds is counted before it is made.
    @Test(arguments: CurvilinearFixture.all)
    func bytesAreThoseThatWereSaid(_ fixture: CurvilinearFixture) throws {
        let cells = try fixture.grid().cells
        let count = fixture.rows * fixture.columns
        let said = CurvilinearCells.bytes(
            count: count,
            isSingle: fixture.isSingle,
            corners: fixture.corners == nil ? 0 : 4 * count,
            areCornersSingle: fixture.isSingle
        )
        let places = CurvilinearPlaces.bytes(count: count, isSingle: fixture.isSingle)
        let corners =
            fixture.corners == nil ? 0 : CurvilinearPlaces.bytes(count: 4 * count, isSingle: fixture.isSingle)
        let tree =
            cells.tree.entries.count * MemoryLayout<SphereEntry>.stride
            + cells.tree.boxes.count * MemoryLayout<SphereBox>.stride
        #expect(places + corners + tree + 4 * cells.reach.count <= said)
    }

    /// Hostile places end in no grid or a grid, never in a trap or without end.
    @Test(
        arguments: [
            ("all equal", 7.0, 7.0), ("at a pole", 0, 90), ("beyond the pole", 0, 90.0005),
            ("infinite", .infinity, 0),
            ("far turns", 1079, 0), ("no longitude", 1081, 0), ("no latitude", 0, 91),
        ] as [(String, Double, Double)]
    )
    func hostilePlaces(_ description: String, _ longitude: Double, _ latitude: Double) throws {
        let (rows, columns) = (40, 30)
        let pair = [("lon", longitude, "degrees_east"), ("lat", latitude, "degrees_north")].map {
            name,
            number,
            units in
            FixtureArray(
                name,
                [("y", rows), ("x", columns)],
                .float64,
                [Double](repeating: number, count: rows * columns),
                attributes: [("units", .string(units))]
            )
        }
        let field = FixtureArray(
            "v",
            [("y", rows), ("x", columns)],
            .float32,
            [Float](repeating: 0, count: rows * columns),
            attributes: [("coordinates", "lon lat")]
        )
        let variable = try dataset(pair + [field]).variable(named: "v")
        let isPlace = abs(latitude) <= 90.001 && abs(longitude) <= 1080
        #expect((variable.grid != nil) == isPlace)
        guard let grid = variable.grid else { return }
        let place = GeographicPoint(longitude: longitude, latitude: min(latitude, 90))
        #expect(grid.cell(containing: place) == GridCell(column: 0, row: 0))
        #expect(grid.cell(containing: GeographicPoint(longitude: longitude + 9, latitude: 3)) == nil)
    }

    /// A single row, a single column, a single cell.
    @Test(arguments: [(1, 5), (5, 1), (1, 1), (2, 2)])
    func smallGrids(rows: Int, columns: Int) throws {
        let count = rows * columns
        let pair = [("lon", "degrees_east"), ("lat", "degrees_north")].map { name, units in
            FixtureArray(
                name,
                [("y", rows), ("x", columns)],
                .float64,
                (0..<count).map { name == "lon" ? 10 + Double($0 % columns) : 20 + Double($0 / columns) },
                attributes: [("units", .string(units))]
            )
        }
        let field = FixtureArray(
            "v",
            [("y", rows), ("x", columns)],
            .float32,
            [Float](repeating: 0, count: count),
            attributes: [("coordinates", "lon lat")]
        )
        let grid = try #require(try dataset(pair + [field]).variable(named: "v").grid)
        #expect(
            grid.cell(containing: GeographicPoint(longitude: 10, latitude: 20)) == GridCell(column: 0, row: 0)
        )
        #expect(grid.extent.west <= 10 && grid.extent.south <= 20)
    }
}
