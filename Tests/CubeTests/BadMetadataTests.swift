@testable import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// A sound cube of time × lat × lon with one thing changed.
private func cube(
    time: [(String, JSONValue)] = [("units", "days since 2000-01-01")],
    latitudes: [Double] = [60, 0, -60],
    longitudes: [Double] = [0, 90, 180, 270],
    variable: [(String, JSONValue)] = [],
    others: [FixtureArray] = [],
    latitudeSize: Int = 3
) throws -> Dataset {
    let values = [Float](repeating: 1, count: 2 * latitudeSize * 4)
    let days = FixtureArray.axis("time", [0, 1], attributes: time)
    return try CubeFixture(
        FixtureGrid.latLon(latitudes, longitudes, along: [days]),
        [
            FixtureArray(
                "v",
                [("time", 2), ("lat", latitudeSize), ("lon", 4)],
                .float32,
                values,
                attributes: variable
            ),
            FixtureGrid([days]).numbered("sound") { Float($0 + 1) },
        ] + others
    ).dataset
}

/// Bad metadata spoils what it is about and nothing else: the dataset opens, the rest is served, the doctor knows.
@Suite struct BadMetadataTests {
    private func expectSound(_ dataset: Dataset, _ problems: [MetadataProblem]) throws {
        #expect(dataset.variables.contains { $0.name == "sound" })
        for problem in problems { #expect(dataset.findings.map(\.problem).contains(problem)) }
        let plan = try dataset.bind(Query(variables: ["sound"]))
        let context = WorkContext.background(seconds: 60)
        #expect(try plan.open(context: context).values(part: 0, context: context).doubles == [1, 2])
    }

    @Test func dimensionsOfAnotherLength() throws {
        let dataset = try cube(latitudeSize: 5)
        try expectSound(dataset, [.dimensionsDisagree(names: ["time", "lat", "lon"])])
        #expect(dataset.variables.first { $0.name == "v" }?.grid == nil)
    }

    @Test(
        arguments: [
            [("units", "days since 2000-01-01"), ("calendar", "gregorianish")],
            [("units", "days since yesterday")],
            [("units", "days since 2000-02-31"), ("calendar", "noleap")],
            [("units", "parsecs since 2000-01-01")],
            [("units", "days since 2000-01-01"), ("scale_factor", 1e300)],
        ] as [[(String, JSONValue)]]
    )
    func timesThatAreNone(attributes: [(String, JSONValue)]) throws {
        let dataset = try cube(time: attributes)
        let axis = try #require(dataset.axes.first { $0.name == "time" })
        #expect(axis.times == nil || attributes.contains { $0.1 == "noleap" })
        #expect(dataset.variables.contains { $0.name == "sound" })
        let query = Query(
            variables: ["sound"],
            selectors: [.role(.time): .instant(try #require(TimeText("2000-01-01")))]
        )
        if axis.times == nil { #expect(throws: Failure.self) { try dataset.bind(query) } }
    }

    /// One missing latitude is told as that: the others are degrees.
    @Test func aLatitudeThatIsMissing() throws {
        let dataset = try cube(latitudes: [.nan, 0, -60])
        try expectSound(dataset, [.positionsMissing(count: 1)])
        #expect(dataset.findings.map(\.problem).allSatisfy { $0 != .notDegrees && $0 != .notMonotonic })
        #expect(MetadataProblem.positionsMissing(count: 1).text.hasPrefix("1 of its values is missing"))
        #expect(dataset.variables.first { $0.name == "v" }?.grid == nil)
        let both = try cube(latitudes: [.nan, 0, -95])
        try expectSound(both, [.positionsMissing(count: 1), .notDegrees])
    }

    @Test(arguments: [[1e20, 0, -60], [60, 0, .infinity]])
    func latitudesThatAreNone(latitudes: [Double]) throws {
        let dataset = try cube(latitudes: latitudes)
        try expectSound(dataset, [.notDegrees])
        #expect(dataset.variables.first { $0.name == "v" }?.grid == nil)
    }

    @Test(arguments: [[0.0, 90, 90, 270], [0, 90, 45, 270]])
    func longitudesThatTurnBack(longitudes: [Double]) throws {
        let dataset = try cube(longitudes: longitudes)
        try expectSound(dataset, [.notMonotonic])
        let grid = try #require(dataset.variables.first { $0.name == "v" }?.grid)
        #expect(
            grid.cell(containing: GeographicPoint(longitude: 90, latitude: 0)) == GridCell(column: 1, row: 1)
        )
        #expect(grid.cell(containing: GeographicPoint(longitude: 91, latitude: 0)) == nil)
    }

    @Test func absurdNumbers() throws {
        let dataset = try cube(variable: [
            ("scale_factor", 0), ("add_offset", .number(.infinity)), ("valid_range", [5, 1]),
            ("_FillValue", "lots"),
        ])
        try expectSound(
            dataset,
            [.unusablePacking(scale: 0, offset: .infinity), .emptyValidRange(from: 5, to: 1)]
        )
    }

    /// References to nothing, to oneself and in circles end.
    @Test func referencesThatLeadNowhere() throws {
        let circular = [("coordinates", JSONValue("b v nothing")), ("bounds", "v"), ("grid_mapping", "v")]
        let dataset = try cube(
            variable: circular,
            others: [
                FixtureArray(
                    "b",
                    [("time", 2)],
                    .float32,
                    [Float(1), 2],
                    attributes: [("coordinates", "v b")]
                )
            ]
        )
        #expect(dataset.variables.contains { $0.name == "sound" })
    }

    @Test(arguments: [
        "+proj=lcc +nadgrids=/etc/passwd", "/etc/hostname", "EPSG:999999999", "PROJCS[\"x\"", "{}",
    ])
    func referenceSystemsThatAreNone(text: String) throws {
        let grid = FixtureGrid.projected(y: [0, 1000], x: [0, 1000], mapping: [("crs_wkt", .string(text))])
        let dataset = try CubeFixture(grid, [grid.numbered()]).dataset
        #expect(dataset.variables[0].grid == nil)
        #expect(VariableCapabilities(dataset.variables[0], in: dataset).noPlace != nil)
    }

    @Test func emptyAndOverlongThingsAreLeftAlone() throws {
        let dataset = try CubeFixture(arrays: [
            FixtureArray("none", [("n", 0)], .float32, [Float]()),
            FixtureArray("scalar", [], .float32, [Float(3)]),
            FixtureArray("deep", (0..<12).map { ("d\($0)", 1) }, .int8, [Int8(1)]),
        ]).dataset
        #expect(dataset.variables.map(\.name) == ["deep"])
        #expect(dataset.arrays.count == 3)
        let context = WorkContext.background(seconds: 60)
        for array in dataset.arrays where array.name != "none" {
            let plan = try dataset.bind([(array, array.shape.map { IndexRange(0..<$0) })])
            var bytes = 0
            try plan.open(context: context).stream(part: 0, context: context) {
                bytes += $0.count
            }
            #expect(bytes == array.dataType.size)
        }
    }
}
