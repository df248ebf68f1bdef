import Cube
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Which variables share a coverage: those whose axes hold the same values, and no others.
@Suite struct CoverageMergingTests {
    /// `a` and `b` on latitudes that agree in their ends and their number alone, `c` on a's under another name.
    private static let pair: Result<CubeFixture, any Error> = Result {
        let longitudes = FixtureArray.longitudes([0, 1])
        let latitudes: [FixtureArray] = [
            .latitudes([60, 50, 40, 30]), .latitudes([60, 59, 31, 30], name: "lat2"),
            .latitudes([60, 50, 40, 30], name: "lat3"),
        ]
        let data = zip(["a", "b", "c"], latitudes).enumerated().map { number, pair in
            FixtureGrid([pair.1, longitudes]).numbered(pair.0) { Float(100 * number + $0) }
        }
        return try CubeFixture(id: "pair", arrays: latitudes + [longitudes] + data)
    }

    private func answer(_ path: String, _ cube: CubeFixture) throws -> JSONValue {
        let answer = try EDRFixture.ask("/edr/collections/\(path)", [cube])
        #expect(answer.status == 200, "\(answer.text)")
        return try EDRFixture.json(answer)
    }

    @Test func axesThatDifferInsideAreTwoDomains() throws {
        let json = try answer("pair/cube?bbox=-1,30,2,60", Self.pair.get())
        let coverages = try #require(json.at("coverages").arrayValue)
        #expect(coverages.map { $0.at("domain.axes.y.values") } == [[60, 50, 40, 30], [60, 59, 31, 30]])
        #expect(coverages.map { $0.at("ranges").objectValue?.keys } == [["a", "c"], ["b"]])
        #expect(coverages[1].at("ranges.b.values") == [100, 101, 102, 103, 104, 105, 106, 107])
    }

    /// The box that is inspected is the one around all grids, not the first one's.
    ///
    /// Cells end half a step beyond their centres.
    @Test func theExtentIsOfAllGrids() throws {
        let grids = [
            FixtureGrid.latLon(),
            FixtureGrid([.latitudes([-40, -42], name: "south"), .longitudes([10, 12], name: "east")]),
        ]
        let fields = zip(["a", "b"], grids).map { $1.numbered($0) }
        let cube = try CubeFixture(id: "two", arrays: grids.flatMap(\.coordinates) + fields)
        #expect(CubeDescription.value(cube.dataset).at("extent") == [-0.5, -43.0, 13.0, 60.5])
    }

    @Test func tagsTellThemApart() throws {
        let tags = try ["a", "b", "c"].map { name in
            try EDRFixture.ask(
                "/edr/collections/pair/cube?bbox=-1,30,2,60&parameter-name=\(name)",
                [Self.pair.get()]
            ).fields["ETag"]
        }
        #expect(Set(tags).count == 3)
    }

    /// Levels of one name in two units, times of one date in two calendars: the systems are each coverage's own.
    private static let systems: Result<CubeFixture, any Error> = Result {
        let place: [FixtureArray] = [.latitudes([60, 59]), .longitudes([0, 1])]
        let pressure = FixtureArray.axis(
            "p",
            [1000, 500],
            units: "hPa",
            attributes: [("positive", "down"), ("standard_name", "air_pressure")]
        )
        let height = FixtureArray.axis(
            "z",
            [10, 100],
            units: "m",
            attributes: [("positive", "up"), ("standard_name", "height")]
        )
        let time = FixtureArray.axis("time", [0, 1], units: "days since 2000-02-28")
        let time360 = FixtureArray.axis(
            "time360",
            [0, 1],
            units: "days since 2000-02-29",
            attributes: [("calendar", "360_day")]
        )
        return try CubeFixture(
            id: "systems",
            arrays: place + [
                pressure, height, time, time360,
                FixtureGrid([time, pressure] + place).numbered("onPressure"),
                FixtureGrid([time, height] + place).numbered("onHeight") { Float(100 + $0) },
                FixtureGrid([time360, height] + place).numbered("model") { Float(200 + $0) },
            ]
        )
    }

    private func system(_ coordinate: String, of coverage: JSONValue, in collection: JSONValue) -> JSONValue {
        let own =
            coverage.at("domain.referencing").arrayValue ?? collection.at("referencing").arrayValue ?? []
        return own.first { $0.at("coordinates").arrayValue?.contains(JSONValue(coordinate)) == true }?[
            "system"
        ]
            ?? .null
    }

    @Test func eachCoverageHasItsOwnReferenceSystems() throws {
        let json = try answer("systems/position?coords=POINT(0 60)", Self.systems.get())
        let coverages = try #require(json.at("coverages").arrayValue)
        var found: [String: (String?, String?)] = [:]
        for coverage in coverages {
            let name = coverage.at("ranges").objectValue?.keys.first ?? ""
            found[name] = (
                system("z", of: coverage, in: json).at("cs.csAxes.0.unit.symbol").stringValue,
                system("t", of: coverage, in: json).at("calendar").stringValue
            )
            #expect(system("x", of: coverage, in: json).at("type") == "GeographicCRS")
        }
        #expect(found["onPressure"]?.0 == "hPa")
        #expect(found["onPressure"]?.1 == "Gregorian")
        #expect(found["onHeight"]?.0 == "m")
        #expect(found["onHeight"]?.1 == "Gregorian")
        #expect(found["model"]?.0 == "m")
        #expect(found["model"]?.1?.hasSuffix("#360_day") == true)
        // What all have in common stands at the top.
        #expect(json.at("referencing.0.coordinates") == ["x", "y"])
    }

    @Test func extentsDoNotMixSystems() throws {
        let json = try answer("systems", Self.systems.get())
        // Two of three variables have heights, and two the Gregorian calendar.
        #expect(json.at("extent.vertical.values") == ["10", "100"])
        #expect(json.at("extent.vertical.vrs").stringValue?.contains("LENGTHUNIT[\"m\"") == true)
        #expect(
            json.at("extent.temporal.interval.0") == ["2000-02-28T00:00:00Z", "2000-02-29T00:00:00Z"]
        )
        #expect(json.at("parameter_names.onPressure.extent.vertical.values") == ["1000", "500"])
        #expect(
            json.at("parameter_names.onPressure.extent.vertical.vrs").stringValue?.contains("hPa") == true
        )
        // 29 and 30 February of a year of 360 days.
        #expect(
            json.at("parameter_names.model.extent.temporal.values")
                == ["2000-02-29T00:00:00Z", "2000-02-30T00:00:00Z"]
        )
        #expect(json.at("data_queries.cube.link.variables.height_units") == ["hPa", "m"])
    }

    /// Months of one year, by their bounds: their days differ between the first and the last.
    @Test(
        arguments: [
            ([0.0, 31, 59, 90, 120], "P1M"), ([0, 31, 62, 93, 124], "P31D"), ([0, 31, 59, 89, 120], nil),
            ([0, 31, 60, 91, 122], nil),
        ] as [([Double], String?)]
    )
    func durationsAreThoseOfAllCells(edges: [Double], duration: String?) throws {
        let bounds = zip(edges, edges.dropFirst()).flatMap { [$0, $1] }
        let time = FixtureArray.axis(
            "time",
            edges.dropLast().map { $0 + 1 },
            units: "days since 2001-01-01",
            attributes: [("bounds", "bnds")]
        )
        let grid = FixtureGrid.latLon(along: [time])
        let cube = try CubeFixture(
            id: "months",
            grid,
            [
                FixtureArray("bnds", [("time", 4), ("two", 2)], .float64, bounds),
                grid.numbered(attributes: [("cell_methods", "time: mean")]),
            ]
        )
        let json = try answer("months", cube)
        #expect(json.at("parameter_names.v.measurementType.duration").stringValue == duration)
    }

    @Test(arguments: [
        ("2000-02-30", 200, ["model"]), ("2000-02-30T00:00:00Z", 200, ["model"]),
        ("2000-02-28T00:00:00Z", 200, ["onPressure", "onHeight"]), ("2000-02-31", 400, []),
    ])
    func datesBelongToCalendars(datetime: String, status: Int, names: [String]) throws {
        let answer = try EDRFixture.ask(
            "/edr/collections/systems/position?coords=POINT(0 60)&datetime=\(datetime)",
            [Self.systems.get()]
        )
        #expect(answer.status == status)
        guard status == 200 else { return }
        let keys = try EDRFixture.json(answer).at("parameters").objectValue?.keys ?? []
        #expect(Set(keys) == Set(names))
    }
}
