import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Metadata as real files have it: empty texts, other calendars, axes without positions, flags, one odd time.
@Suite struct OddDataTests {
    private static func fixture() throws -> CubeFixture {
        try CubeFixture(
            id: "odd",
            arrays: [
                FixtureArray(
                    "time",
                    [("time", 1)],
                    .float64,
                    [59.5],
                    attributes: [("units", "days since 2000-01-01"), ("calendar", "360_day")]
                ),
                FixtureArray(
                    "band",
                    [("band", 2)],
                    .float64,
                    [Double.nan, .nan],
                    attributes: [("long_name", "Band")]
                ),
                FixtureArray(
                    "lat",
                    [("lat", 2)],
                    .float64,
                    [60.0, 59],
                    attributes: [("units", "degrees_north")]
                ),
                FixtureArray(
                    "lon",
                    [("lon", 2)],
                    .float64,
                    [359.9, 360.9],
                    attributes: [("units", "degrees_east")]
                ),
                FixtureArray(
                    "class",
                    [("time", 1), ("lat", 2), ("lon", 2)],
                    .int8,
                    [Int8(0), 1, 2, 1],
                    attributes: [
                        ("flag_values", [0, 1, 2]), ("flag_meanings", "sea land ice"), ("comment", " "),
                        ("long_name", ""), ("units", ""),
                    ]
                ),
                FixtureArray(
                    "radiance",
                    [("band", 2), ("lat", 2), ("lon", 2)],
                    .float32,
                    (0..<8).map(Float.init)
                ),
            ]
        )
    }

    private func answer(_ path: String) throws -> JSONValue {
        let answer = try EDRFixture.ask("/edr/collections/odd\(path)", [Self.fixture()])
        #expect(answer.status == 200, "\(answer.text)")
        return try EDRFixture.json(answer)
    }

    @Test func flagsAreCategories() throws {
        let parameter = try answer("").at("parameter_names.class")
        #expect(parameter.at("unit") == nil)
        #expect(parameter.at("description") == nil)
        #expect(parameter.at("label") == "class")
        let categories = parameter.at("observedProperty.categories").arrayValue ?? []
        #expect(categories.map { $0.at("label") } == ["sea", "land", "ice"])
        let encoding = try #require(parameter.at("categoryEncoding").objectValue)
        #expect(encoding.keys == categories.compactMap { $0.at("id").stringValue })
        #expect(encoding.entries.map(\.value) == [0, 1, 2])
    }

    @Test func otherCalendarsKeepTheirDates() throws {
        let coverage = try answer("/position?coords=POINT(-0.1 60)&parameter-name=class")
        #expect(coverage.at("domain.axes.x.values") == [-0.1])
        #expect(coverage.at("domain.axes.t.values") == ["2000-02-30T12:00:00Z"])
        let calendar = coverage.at("domain.referencing.1.system.calendar").stringValue ?? ""
        #expect(calendar.hasPrefix("https://"))
        #expect(calendar.hasSuffix("#360_day"))
        #expect(coverage.at("ranges.class.values") == [0])
    }

    @Test(arguments: ["2000-02-30", "2000-02-30T12:00Z", "2000-02-30T12:00:00Z", "2000-02"])
    func aSingleTimeAnswersToItsDayAndMinute(datetime: String) throws {
        let coverage = try answer("/position?coords=POINT(0 60)&parameter-name=class&datetime=\(datetime)")
        #expect(coverage.at("domain.axes.t.values") == ["2000-02-30T12:00:00Z"])
    }

    @Test func positionsThatAreNoNumbersAreCounted() throws {
        let collection = try answer("/position?coords=POINT(0 60)&parameter-name=radiance")
        #expect(collection.at("coverages.1.sluice:band") == 1)
        #expect(collection.at("coverages.1.ranges.radiance.values") == [4])
    }

    /// Hours and days side by side, and a second grid elsewhere.
    private static func mixture() throws -> CubeFixture {
        func place(_ name: String, _ first: Double, _ units: String) -> FixtureArray {
            FixtureArray(
                name,
                [(name, 2)],
                .float64,
                [first, first + 1],
                attributes: [("units", JSONValue(units))]
            )
        }
        func time(_ name: String, _ units: String) -> FixtureArray {
            FixtureArray(
                name,
                [(name, 3)],
                .int32,
                [Int32(0), 1, 2],
                attributes: [("units", JSONValue(units))]
            )
        }
        let values = (0..<12).map(Float.init)
        return try CubeFixture(
            id: "odd",
            arrays: [
                time("hour", "hours since 2024-01-01"), time("day", "days since 2024-01-01"),
                place("lat", 50, "degrees_north"), place("lon", 0, "degrees_east"),
                place("lat2", -50, "degrees_north"), place("lon2", 0, "degrees_east"),
                FixtureArray("hourly", [("hour", 3), ("lat", 2), ("lon", 2)], .float32, values),
                FixtureArray("daily", [("day", 3), ("lat", 2), ("lon", 2)], .float32, values),
                FixtureArray("south", [("lat2", 2), ("lon2", 2)], .float32, (0..<4).map(Float.init)),
            ]
        )
    }

    @Test(arguments: [
        ("coords=POINT(0 50)&datetime=2024-01-01T00:30:00Z/2024-01-01T02:00:00Z", ["hourly"]),
        ("coords=POINT(0 50)&datetime=2024-01-02T06:00:00Z/..", ["daily"]),
        ("coords=POINT(0 50)&datetime=2024-01-01", ["hourly", "daily"]),
        ("coords=POINT(0 -50)&datetime=2024-01-01", ["south"]),
        ("coords=POINT(0 50)&datetime=R1/2024-01-02/P1D&parameter-name=hourly,daily", ["daily"]),
    ])
    func variablesElsewhereDoNotHideTheRest(query: String, expected: [String]) throws {
        let answer = try EDRFixture.ask("/edr/collections/odd/position?\(query)", [Self.mixture()])
        #expect(answer.status == 200)
        #expect(try EDRFixture.json(answer).at("parameters").objectValue?.keys == expected)
    }

    @Test func nothingAnywhereIsNoContent() throws {
        let query = "coords=POINT(0 50)&datetime=2023&parameter-name=hourly,daily"
        #expect(try EDRFixture.ask("/edr/collections/odd/position?\(query)", [Self.mixture()]).status == 204)
    }
}
