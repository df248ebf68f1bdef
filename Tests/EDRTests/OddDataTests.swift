import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Metadata as real files have it: empty texts, other calendars, axes without positions, flags, one odd time.
@Suite struct OddDataTests {
    private static let odd: Result<CubeFixture, any Error> = Result {
        let grid = FixtureGrid.latLon(
            [60, 59],
            [359.9, 360.9],
            along: [
                .axis("time", [59.5], units: "days since 2000-01-01", attributes: [("calendar", "360_day")])
            ]
        )
        let band = FixtureArray.axis("band", [Double.nan, .nan], attributes: [("long_name", "Band")])
        let kind = grid.numbered(
            "class",
            attributes: [
                ("flag_values", [0, 1, 2]), ("flag_meanings", "sea land ice"), ("comment", " "),
                ("long_name", ""), ("units", ""),
            ]
        ) { number -> Int8 in [0, 1, 2, 1][number] }
        let radiance = FixtureGrid([band] + grid.without("time").axes).numbered("radiance")
        return try CubeFixture(id: "odd", grid, [band, kind, radiance])
    }

    private func answer(_ path: String) throws -> JSONValue {
        let answer = try EDRFixture.ask("/edr/collections/odd\(path)", [Self.odd.get()])
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

    /// A list of land keeps nothing of the sea: there is no value there, as opposed to no grid.
    @Test func whatIsNotGatheredIsMissing() throws {
        let land = FixtureArray(
            "land",
            [("land", 3)],
            .int32,
            [Int32(0), 3, 5],
            attributes: [("compress", "lat lon")]
        )
        let cube = try CubeFixture(
            id: "land",
            arrays: [
                .latitudes([10, 0]), .longitudes([0, 10, 20]), land,
                FixtureArray("soil", [("land", 3)], .int32, [Int32(7), 8, 9]),
            ]
        )
        let ask = { (question: String) in
            try EDRFixture.ask("/edr/collections/land/\(question)", [cube])
        }
        let kept = try EDRFixture.json(ask("position?coords=POINT(1 9)"))
        #expect(kept.at("ranges.soil.values") == [7])
        // A box and polygons that hold no centre ask for the cell of their middle.
        let polygon = "POLYGON((370.5 8.5,371.5 8.5,371.5 9.5,370.5 9.5,370.5 8.5))"
        for (question, x) in [
            ("position?coords=POINT(11 9)", 10), ("cube?bbox=10.5,8.5,11.5,9.5", 10),
            ("area?coords=\(polygon)", 370),
        ] {
            let missing = try EDRFixture.json(ask(question))
            #expect(missing.at("ranges.soil.values") == [nil], "\(question)")
            #expect(missing.at("domain.axes.x.values") == .array([.integer(Int64(x))]), "\(question)")
            #expect(missing.at("domain.axes.y.values") == [10], "\(question)")
            let note = missing.at("sluice:selection").stringValue ?? ""
            #expect(note.contains("centroid") != question.hasPrefix("position"), "\(question)")
        }
        #expect(try ask("position?coords=POINT(40 9)").status == 204)
        #expect(try ask("cube?bbox=40.5,8.5,41.5,9.5").status == 204)
        // Of centres that lie inside only those that are kept are told.
        let some = try EDRFixture.json(ask("cube?bbox=-1,-1,11,11"))
        #expect(some.at("ranges.soil.values") == [7, 8])
    }

    /// Hours and days side by side, and a second grid elsewhere.
    private static let mixture: Result<CubeFixture, any Error> = Result {
        let days = [Int32(0), 1, 2]
        let north = FixtureGrid.latLon(
            [50, 51],
            along: [
                .axis("hour", days, units: "hours since 2024-01-01"),
                .axis("day", days, units: "days since 2024-01-01"),
            ]
        )
        let south = FixtureGrid([
            .latitudes([-50, -49], name: "lat2"), .longitudes([0, 1], name: "lon2"),
        ])
        return try CubeFixture(
            id: "odd",
            arrays: north.coordinates + south.coordinates + [
                north.without("day").numbered("hourly"), north.without("hour").numbered("daily"),
                south.numbered("south"),
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
        let answer = try EDRFixture.ask("/edr/collections/odd/position?\(query)", [Self.mixture.get()])
        #expect(answer.status == 200)
        #expect(try EDRFixture.json(answer).at("parameters").objectValue?.keys == expected)
    }

    @Test func nothingAnywhereIsNoContent() throws {
        let query = "coords=POINT(0 50)&datetime=2023&parameter-name=hourly,daily"
        #expect(
            try EDRFixture.ask("/edr/collections/odd/position?\(query)", [Self.mixture.get()]).status == 204
        )
    }
}
