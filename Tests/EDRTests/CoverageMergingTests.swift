import Cube
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Which variables share a coverage: those whose axes hold the same values, and no others.
@Suite struct CoverageMergingTests {
    private static func place(_ name: String, _ values: [Double], _ units: String) -> FixtureArray {
        FixtureArray(
            name,
            [(name, values.count)],
            .float64,
            values,
            attributes: [("units", JSONValue(units))]
        )
    }

    /// `a` and `b` on latitudes that agree in their ends and their number alone, `c` on a's under another name.
    private static func latitudes() throws -> CubeFixture {
        func data(_ name: String, _ latitude: String, _ first: Float) -> FixtureArray {
            FixtureArray(
                name,
                [(latitude, 4), ("lon", 2)],
                .float32,
                (0..<8).map { first + Float($0) }
            )
        }
        return try CubeFixture(
            id: "pair",
            arrays: [
                place("lat", [60, 50, 40, 30], "degrees_north"),
                place("lat2", [60, 59, 31, 30], "degrees_north"),
                place("lat3", [60, 50, 40, 30], "degrees_north"), place("lon", [0, 1], "degrees_east"),
                data("a", "lat", 0), data("b", "lat2", 100), data("c", "lat3", 200),
            ]
        )
    }

    private func answer(_ path: String, _ cube: CubeFixture) throws -> JSONValue {
        let answer = try EDRFixture.ask("/edr/collections/\(path)", [cube])
        #expect(answer.status == 200, "\(answer.text)")
        return try EDRFixture.json(answer)
    }

    @Test func axesThatDifferInsideAreTwoDomains() throws {
        let json = try answer("pair/cube?bbox=-1,30,2,60", Self.latitudes())
        let coverages = try #require(json.at("coverages").arrayValue)
        #expect(coverages.map { $0.at("domain.axes.y.values") } == [[60, 50, 40, 30], [60, 59, 31, 30]])
        #expect(coverages.map { $0.at("ranges").objectValue?.keys } == [["a", "c"], ["b"]])
        #expect(coverages[1].at("ranges.b.values") == [100, 101, 102, 103, 104, 105, 106, 107])
    }

    /// The box that is inspected is the one around all grids, not the first one's.
    ///
    /// Cells end half a step beyond their centres.
    @Test func theExtentIsOfAllGrids() throws {
        let cube = try CubeFixture(
            id: "two",
            arrays: [
                Self.place("lat", [60, 59], "degrees_north"), Self.place("lon", [0, 1], "degrees_east"),
                Self.place("south", [-40, -42], "degrees_north"),
                Self.place("east", [10, 12], "degrees_east"),
                FixtureArray("a", [("lat", 2), ("lon", 2)], .float32, [Float](repeating: 0, count: 4)),
                FixtureArray("b", [("south", 2), ("east", 2)], .float32, [Float](repeating: 0, count: 4)),
            ]
        )
        #expect(CubeDescription.value(cube.dataset).at("extent") == [-0.5, -43.0, 13.0, 60.5])
    }

    @Test func tagsTellThemApart() throws {
        let tags = try ["a", "b", "c"].map { name in
            try EDRFixture.ask(
                "/edr/collections/pair/cube?bbox=-1,30,2,60&parameter-name=\(name)",
                [Self.latitudes()]
            ).fields["ETag"]
        }
        #expect(Set(tags).count == 3)
    }

    /// Levels of one name in two units, times of one date in two calendars: the systems are each coverage's own.
    private static func systems() throws -> CubeFixture {
        func axis(_ name: String, _ values: [Double], _ attributes: [(String, JSONValue)]) -> FixtureArray {
            FixtureArray(name, [(name, values.count)], .float64, values, attributes: attributes)
        }
        func data(_ name: String, _ dimensions: [String], _ first: Float) -> FixtureArray {
            FixtureArray(
                name,
                dimensions.map { ($0, 2) },
                .float32,
                (0..<(1 << dimensions.count)).map { first + Float($0) }
            )
        }
        return try CubeFixture(
            id: "systems",
            arrays: [
                place("lat", [60, 59], "degrees_north"), place("lon", [0, 1], "degrees_east"),
                axis(
                    "p",
                    [1000, 500],
                    [("units", "hPa"), ("positive", "down"), ("standard_name", "air_pressure")]
                ),
                axis("z", [10, 100], [("units", "m"), ("positive", "up"), ("standard_name", "height")]),
                axis("time", [0, 1], [("units", "days since 2000-02-28")]),
                axis("time360", [0, 1], [("units", "days since 2000-02-29"), ("calendar", "360_day")]),
                data("onPressure", ["time", "p", "lat", "lon"], 0),
                data("onHeight", ["time", "z", "lat", "lon"], 100),
                data("model", ["time360", "z", "lat", "lon"], 200),
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
        let json = try answer("systems/position?coords=POINT(0 60)", Self.systems())
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
        let json = try answer("systems", Self.systems())
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
        let cube = try CubeFixture(
            id: "months",
            arrays: [
                Self.place("lat", [60, 59], "degrees_north"), Self.place("lon", [0, 1], "degrees_east"),
                FixtureArray(
                    "time",
                    [("time", 4)],
                    .float64,
                    Array(edges.dropLast()).map { $0 + 1 },
                    attributes: [("units", "days since 2001-01-01"), ("bounds", "bnds")]
                ),
                FixtureArray("bnds", [("time", 4), ("two", 2)], .float64, bounds),
                FixtureArray(
                    "v",
                    [("time", 4), ("lat", 2), ("lon", 2)],
                    .float32,
                    (0..<16).map(Float.init),
                    attributes: [("cell_methods", "time: mean")]
                ),
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
            [Self.systems()]
        )
        #expect(answer.status == status)
        guard status == 200 else { return }
        let keys = try EDRFixture.json(answer).at("parameters").objectValue?.keys ?? []
        #expect(Set(keys) == Set(names))
    }
}
