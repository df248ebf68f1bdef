import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Stores whose metadata claim more than a worker has: a dataset opens small, whatever its arrays say of their lengths.
@Suite struct HostileOpeningTests {
    private static let ledger = MemoryLedger(budget: 64 << 20)

    private func open(_ objects: [String: String], limits: Limits = Limits()) throws -> Dataset {
        let store = MemoryStore(objects.mapValues { Array($0.utf8) })
        return try .fixture(in: store, limits: limits, ledger: Self.ledger)
    }

    @Test(
        arguments: [
            ("1000000000000", "1000000"), ("576460752303423488", "1000000"), ("201326592", "1000000"),
            ("1000000000,1000000000", "10000,10000"),
        ] as [(String, String)]
    )
    func lengthsCostNothing(shape: String, chunks: String) throws {
        let dataset = try open([
            "zarr.json": ZarrText.group, "x/zarr.json": ZarrText.array(shape, chunks: chunks),
        ])
        let variable = try #require(dataset.variables.first)
        #expect(dataset.coordinateBytes == 0)
        for axis in variable.axes {
            #expect(axis.cells.centres.isComputed)
            #expect(axis.ends.first == "0")
            #expect(axis.cells.index(at: 7) == 7)
            #expect(axis.cells.indices(from: 2.5, to: 5) == [IndexRange(3..<6)])
        }
        #expect(CubeDescription.value(dataset).bytes.count < 64 * 1024)
        // All of it is too large but for the cells of HEALPix (805 MB), one value is not.
        if shape != "201326592" {
            #expect(throws: Failure.self) {
                try dataset.bind(Query(variables: ["x"], others: .all, form: .coverages))
            }
        }
        let plan = try dataset.bind(Query(variables: ["x"], others: .byDefault))
        #expect(plan.cost.chunks == 1)
    }

    /// What multiplies out to more than a number holds is named, and nothing else suffers.
    @Test(
        arguments: [
            ("4611686018427387904", "1000000"), ("9223372036854775807", "1000000"),
            ("1099511627776,1099511627776", "1000,1000"),
        ] as [(String, String)]
    )
    func lengthsBeyondNumbersAreNamed(shape: String, chunks: String) throws {
        let dataset = try open([
            "zarr.json": ZarrText.group, "x/zarr.json": ZarrText.array(shape, chunks: chunks),
            "v/zarr.json": ZarrText.array("2", chunks: "2"),
        ])
        #expect(dataset.variables.map(\.name) == ["v"])
        #expect(dataset.findings.map(\.subject) == ["x"])
    }

    /// The last position of 10^12 is that number less one; of 2^62 what a double makes of it.
    @Test func endsAreTold() throws {
        let long = CellAxis(indices: 1_000_000_000_000)
        #expect(long.number(at: long.count - 1) == 999_999_999_999)
        #expect(long.span == -0.5...999_999_999_999.5)
        #expect(long.index(containing: 123_456_789_012.4) == 123_456_789_012)
        #expect(long.index(at: 123_456_789_012.5) == 123_456_789_012)
        #expect(long.index(at: 1e12) == nil)
        // Beyond 2^53 neighbours share their number: the first of them is meant.
        let beyond = try #require(CellAxis(indices: 1 << 62).index(at: 0x1p61))
        #expect(Double(beyond) == 0x1p61)
    }

    @Test func coordinatesOverTheLimitAreNotRead() throws {
        // 16,000,000 times would hold 384 MB at 24 bytes each; the worker may hold a quarter of 64 MiB, and
        // 16 KiB for which nobody is asked.
        let time = ZarrText.array(
            "16000000",
            chunks: "1000000",
            dimensions: ["time"],
            attributes: "\"units\":\"hours since 2000-01-01\""
        )
        let values = ZarrText.array("16000000", chunks: "1000000", dimensions: ["time"])
        let dataset = try open(["zarr.json": ZarrText.group, "time/zarr.json": time, "v/zarr.json": values])
        let axis = try #require(dataset.variables.first?.axes.first)
        #expect(axis.cells.centres.isComputed && axis.times == nil && !axis.hasCoordinates)
        let problem = MetadataProblem.coordinatesTooLarge(
            // Of the worker's memory there is less.
            limit: .memory,
            allowed: 16 << 20 | 16 << 10,
            requested: 24 * 16_000_000
        )
        #expect(dataset.findings.contains(Finding(subject: "time", problem: problem)))
        #expect(problem.text.contains("'server: memory'"))
    }

    /// A million positions in chunks of one are a million requests to the store.
    @Test func coordinatesInTooManyChunksAreNotRead() throws {
        let time = ZarrText.array("500000", chunks: "1", dimensions: ["time"])
        let dataset = try open([
            "zarr.json": ZarrText.group, "time/zarr.json": time,
            "v/zarr.json": ZarrText.array("500000", chunks: "1000", dimensions: ["time"]),
        ])
        #expect(dataset.variables.first?.axes.first?.cells.centres.isComputed == true)
        #expect(
            dataset.findings.map(\.problem) == [
                .coordinatesTooLarge(limit: .chunks, allowed: 200_000, requested: 500_000)
            ]
        )
        #expect(dataset.coordinateBytes == 0)
    }

    /// What coordinates hold is in the ledger as long as the dataset lives, and as long as a view of it does.
    @Test func coordinatesAreHeldWithTheirDataset() throws {
        var cube: CubeFixture? = try CubeFixture(arrays: [
            FixtureArray("level", [("level", 1000)], .float32, (0..<1000).map { Float($0) }),
            FixtureArray("v", [("level", 1000)], .float32, (0..<1000).map { Float($0) }),
        ])
        let ledger = try #require(cube?.ledger)
        // 24 bytes a position, less what is as small as the metadata beside it.
        let held = 24 * 1000 - (16 << 10)
        #expect(cube?.dataset.coordinateBytes == 24_000)
        #expect(ledger.held == held && ledger.reserved == 0)
        #expect(ledger.budget == (256 << 20) - held)
        var view = try cube?.dataset.restricted(by: Policy(variables: ["v"]))
        cube = nil
        #expect(view != nil && ledger.held == held)
        view = nil
        #expect(ledger.held == 0)
    }

    /// Thousands of arrays on dimensions of their own, and over the same ones: opening does not look at every pair.
    @Test func thousandsOfArrays() throws {
        var objects = ["zarr.json": ZarrText.group]
        for number in 0..<2000 {
            objects["a\(number)/zarr.json"] = ZarrText.array(
                "10,20",
                chunks: "10,20",
                dimensions: ["y", "x"]
            )
            objects["b\(number)/zarr.json"] = ZarrText.array(
                "\(number + 1)",
                chunks: "10",
                dimensions: ["d\(number)"]
            )
        }
        let start = Deadline.now
        let dataset = try open(objects)
        #expect(dataset.variables.count == 4000 && dataset.axes.count == 2002)
        // Pair by pair it took more than the thirty seconds of its deadline.
        #expect(Deadline.now.nanoseconds - start.nanoseconds < 25_000_000_000)
    }

    /// A transform gives positions to any number of cells; a map counts them in 32 bits.
    @Test(arguments: [("100", 100), ("1000000000000", nil)] as [(String, Int?)])
    func transformsAreComputed(length: String, columns: Int?) throws {
        let attributes = """
            "grid_mapping":"crs"
            """
        let crs = """
            "epsg":4326,"grid_mapping_name":"latitude_longitude","semi_major_axis":6378137.0,
            "inverse_flattening":298.257223563,"GeoTransform":"10 0.000001 0 50 0 -0.000001"
            """
        let dataset = try open([
            "zarr.json": ZarrText.group,
            "crs/zarr.json": ZarrText.array("", chunks: "", attributes: crs),
            "v/zarr.json": ZarrText.array(
                "100,\(length)",
                chunks: "10,10",
                dimensions: ["y", "x"],
                attributes: attributes
            ),
        ])
        let variable = try #require(dataset.variables.first { $0.name == "v" })
        guard let columns else {
            #expect(variable.grid == nil)
            #expect(dataset.findings.map(\.problem).contains(.gridTooLong(cells: 1_000_000_000_000)))
            return
        }
        let grid = try #require(variable.grid as? RectilinearGrid)
        #expect(grid.longitudes.centres.isComputed && grid.longitudes.count == columns)
        // The third cell from the corner: 10 + 2.5e-6 and 50 − 2.5e-6.
        let cell = grid.cell(containing: GeographicPoint(longitude: 10.0000025, latitude: 49.9999975))
        #expect(cell == GridCell(column: 2, row: 2))
    }
}
