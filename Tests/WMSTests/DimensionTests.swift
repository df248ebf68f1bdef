import Cube
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// TIME, ELEVATION and other dimensions: which step is drawn, and what the client is told about it.
struct DimensionTests {
    /// `field` is 10 × step + level number on 4 times and 3 levels; `other` has no axes but x and y.
    static let arrays: [FixtureArray] = {
        let levels = FixtureArray.axis(
            "level",
            [1000.0, 850, 500],
            units: "hPa",
            attributes: [("positive", "down"), ("axis", "Z")]
        )
        let grid = FixtureGrid.latLon(
            [25, 15, 5, -5],
            [25, 35, 45, 55],
            along: [.times([0.0, 6, 12, 18], "hours since 2001-01-01"), levels]
        )
        let field = grid.field(
            "field",
            attributes: [("units", "m s-1"), ("long_name", "Wind")],
            chunkShape: [1, 1, 4, 4]
        ) { Float(10 * $0[0] + $0[1]) }
        let other = grid.without("time", "level").numbered("other", attributes: [("units", "1")]) { _ in
            Int16(7)
        }
        return grid.coordinates + [field, other]
    }()

    /// The extent, in a list of dimensions, of an axis that carries one variable.
    private func extent(_ array: FixtureArray, layers: Int = 1) throws -> (text: String, axis: Axis) {
        let cube = try CubeFixture(FixtureGrid([array]), [FixtureGrid([array]).numbered()])
        let axis = try #require(cube.dataset.axes.first)
        return (DimensionExtent.text(of: axis, layers: layers), axis)
    }

    private func hourly(_ hours: [Double]) -> FixtureArray { .times(hours, "hours since 2001-01-01") }

    /// The value of the picture, as GetFeatureInfo tells it.
    private func value(_ changes: [String: String?], in fixture: MapFixture) throws -> String {
        var changes = changes
        changes["REQUEST"] = "GetFeatureInfo"
        changes["QUERY_LAYERS"] = "field"
        changes["BBOX"] = "20,-10,60,30"
        changes["I"] = "5"
        changes["J"] = "5"
        let answer = try fixture.get(MapFixture.mapQuery(changes))
        let line = answer.text.split(separator: "\n").first.map(String.init) ?? ""
        return line.hasPrefix("field: ") ? String(line.dropFirst(7)) : "\(answer.status) " + answer.text
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let changes: [String: String?]
        let value: String
        let warnings: [String]

        init(_ changes: [String: String?], _ value: String, _ warnings: [String] = []) {
            testDescription = "\(changes)"
            self.changes = changes
            self.value = value
            self.warnings = warnings
        }

        static let defaultTime = "99 Default value used: time=2001-01-01T18:00:00Z ISO8601"
        /// Of an interval that holds more.
        private static func first(_ time: String) -> [String] {
            ["99 First of several values used: time=2001-01-01T\(time)Z ISO8601"]
        }

        /// Of a list or an interval that holds more.
        private static func last(_ time: String) -> [String] {
            ["99 Last of several values used: time=2001-01-01T\(time)Z ISO8601"]
        }
        private static func nearest(_ time: String) -> [String] {
            ["99 Nearest value used: time=2001-01-01T\(time)Z ISO8601"]
        }

        static let defaultLevel = "99 Default value used: elevation=1000 hPa"

        private static let (t0, t5) = ("2001-01-01T00:00:00Z", "2001-01-01T05:00:00Z")
        private static let (t6, t12) = ("2001-01-01T06:00:00Z", "2001-01-01T12:00:00Z")
        private static let t18 = "2001-01-01T18:00:00Z"

        static let all = [
            Case([:], "30.0 m s-1", [defaultLevel, defaultTime]),
            Case(["TIME": "", "ELEVATION": ""], "30.0 m s-1", [defaultLevel, defaultTime]),
            Case(["TIME": "current", "ELEVATION": "850"], "31.0 m s-1"),
            Case(["TIME": "2001-01-01T06:00:00Z", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "2001-01-01T06:00:00.000Z", "ELEVATION": "500.0"], "12.0 m s-1"),
            Case(["TIME": "2001-01-01T06:00:00", "ELEVATION": "5e2"], "12.0 m s-1"),
            Case(["TIME": "2001-01-01T06:00:00+00:00", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "2001-01-01T08:00+02:00", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "2001-01-01", "ELEVATION": "500"], "2.0 m s-1", first("00:00:00")),
            Case(["TIME": "2001-01", "ELEVATION": "500"], "2.0 m s-1", first("00:00:00")),
            Case(["TIME": "2001", "ELEVATION": "500"], "2.0 m s-1", first("00:00:00")),
            Case(["TIME": "2001-01-01T06:00:00Z/2001-01-01T06:00:00Z", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "\(t5)/\(t12)", "ELEVATION": "500"], "22.0 m s-1", last("12:00:00")),
            // Moments every so often: the last that is a step, else the last step between them.
            Case(["TIME": "\(t0)/\(t18)/PT12H", "ELEVATION": "500"], "22.0 m s-1", last("12:00:00")),
            Case(["TIME": "\(t5)/\(t12)/PT6H", "ELEVATION": "500"], "22.0 m s-1", nearest("12:00:00")),
            Case(
                ["TIME": "\(t5)/2001-01-01T10:00:00Z/PT5H", "ELEVATION": "500"],
                "12.0 m s-1",
                nearest("06:00:00")
            ),
            Case(
                ["TIME": "2000-12-01/2001-01-01T20:00:00Z/P1M", "ELEVATION": "500"],
                "2.0 m s-1",
                last("00:00:00")
            ),
            Case(["TIME": "\(t5)/2001-01-01T10:00:00Z", "ELEVATION": "500"], "12.0 m s-1"),
            Case(
                ["TIME": "2001-01-01T07:00:00Z/current", "ELEVATION": "500"],
                "32.0 m s-1",
                last("18:00:00")
            ),
            Case(["TIME": "PT6H/current", "ELEVATION": "500"], "32.0 m s-1"),
            Case(["TIME": "latest", "ELEVATION": "500"], "32.0 m s-1"),
            Case(["TIME": "\(t0)/latest/PT12H", "ELEVATION": "500"], "22.0 m s-1", last("12:00:00")),
            // A length of time does not hold the beginning of the next one.
            Case(["TIME": "\(t6)/P1D", "ELEVATION": "500"], "32.0 m s-1", last("18:00:00")),
            Case(["TIME": "\(t6)/PT6H", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "2001-01-01T01:00:00Z/PT5H1S", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "PT6H/\(t12)", "ELEVATION": "500"], "22.0 m s-1"),
            Case(["TIME": "P1D/2001-01-01", "ELEVATION": "500"], "32.0 m s-1", last("18:00:00")),
            Case(["TIME": "2000-12/P2M", "ELEVATION": "500"], "32.0 m s-1", last("18:00:00")),
            // Lists, in any order; what is beyond the axis is left out, as are moments that no step has.
            Case(["TIME": "\(t12),\(t0)", "ELEVATION": "500"], "22.0 m s-1", last("12:00:00")),
            Case(["TIME": "\(t6),\(t6)", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "\(t0)/\(t6),\(t12)", "ELEVATION": "500"], "22.0 m s-1", last("12:00:00")),
            Case(["TIME": "\(t0)/\(t0),\(t6)/\(t6)", "ELEVATION": "500"], "12.0 m s-1", last("06:00:00")),
            Case(["TIME": "\(t6),2002-01-01,1066/1067", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "2001-01-01,current", "ELEVATION": "500"], "32.0 m s-1", last("18:00:00")),
            Case(["TIME": "2001,2000-12-31T23:00:00Z", "ELEVATION": "500"], "2.0 m s-1", first("00:00:00")),
            // The nearest step, where the request says how far it may be.
            Case(
                ["TIME": "2001-01-02", "TIME_TOLERANCE": "PT6H", "ELEVATION": "500"],
                "32.0 m s-1",
                nearest("18:00:00")
            ),
            Case(
                ["TIME": "1066-10-14", "TIME_TOLERANCE": "any", "ELEVATION": "500"],
                "2.0 m s-1",
                nearest("00:00:00")
            ),
            Case(["TIME": "\(t6)", "TIME_TOLERANCE": "PT0S", "ELEVATION": "500"], "12.0 m s-1"),
            Case(
                ["TIME": "2001-01-01T09:00:00Z", "TIME_TOLERANCE": "PT3H", "ELEVATION": "500"],
                "22.0 m s-1",
                nearest("12:00:00")
            ),
            Case(
                ["TIME": "current", "ELEVATION": "400", "ELEVATION_TOLERANCE": "100"],
                "32.0 m s-1",
                ["99 Nearest value used: elevation=500 hPa"]
            ),
            // Of several numbers the largest.
            Case(
                ["TIME": "\(t6)", "ELEVATION": "500,850"],
                "11.0 m s-1",
                ["99 Last of several values used: elevation=850 hPa"]
            ),
            Case(
                ["TIME": "\(t6)", "ELEVATION": "500/900"],
                "11.0 m s-1",
                ["99 Last of several values used: elevation=850 hPa"]
            ),
            Case(["TIME": "\(t6)", "ELEVATION": "800/900"], "11.0 m s-1"),
            Case(
                ["TIME": "\(t6)", "ELEVATION": "500/1000/350"],
                "11.0 m s-1",
                ["99 Last of several values used: elevation=850 hPa"]
            ),
            Case(
                ["TIME": "\(t6)", "ELEVATION": "500/600,850/900,1e9"],
                "11.0 m s-1",
                ["99 Last of several values used: elevation=850 hPa"]
            ),
            Case(
                ["TIME": "2001-01-01T07:00:00Z", "ELEVATION": "500"],
                "12.0 m s-1",
                ["99 Nearest value used: time=2001-01-01T06:00:00Z ISO8601"]
            ),
            Case(
                ["TIME": "2001-01-01T06:00:00Z", "ELEVATION": "870"],
                "11.0 m s-1",
                ["99 Nearest value used: elevation=850 hPa"]
            ),
        ]
    }

    @Test(arguments: Case.all)
    func aStepIsChosenAndTold(request: Case) throws {
        let fixture = try MapFixture(Self.arrays)
        #expect(try value(request.changes, in: fixture) == request.value)
        let answer = try fixture.map(request.changes)
        #expect(answer.status == 200)
        #expect(answer.fields.fields.filter { $0.name == "Warning" }.map(\.value) == request.warnings)
    }

    @Test(arguments: [
        ["TIME": "1066-10-14T00:00:00Z"], ["TIME": "2001-01-01T21:00:01Z"], ["TIME": "yesterdayish"],
        ["TIME": "2001-01-01T00:00:00Z,!!"], ["TIME": "2001-01-01T00:00:00Z,"], ["TIME": ","],
        ["TIME": "1066,2030-01-01"], ["TIME": "2001-01-01T00:00:00Z/2001-01-01T06:00:00Z/PT6H/PT6H"],
        ["TIME": "2001-01-01T00:00:00Z/2001-01-01T06:00:00Z/P"], ["TIME": "latest/2001-01-01T00:00:00Z"],
        ["TIME": String(repeating: "2001-01-01T00:00:00Z,", count: 200) + "2001-01-01T00:00:00Z"],
        ["TIME": "2001-01-01T09:00:00Z", "TIME_TOLERANCE": "PT2H"],
        ["TIME": "2001-01-01T09:00:00Z", "TIME_TOLERANCE": "PT0S"],
        ["TIME": "current", "TIME_TOLERANCE": "near"],
        ["TIME": "2001-01-01T09:00:00Z", "TIME_TOLERANCE": "-PT2H"],
        ["ELEVATION": "700", "ELEVATION_TOLERANCE": "100"],
        ["ELEVATION": "700", "ELEVATION_TOLERANCE": "-1"],
        ["ELEVATION": "700", "ELEVATION_TOLERANCE": "nan"], ["ELEVATION": "500,!!"],
        ["ELEVATION": "500/1000/0"],
        ["ELEVATION": "500/1000/-1"], ["ELEVATION": "1/2/3/4"], ["ELEVATION": "600/700"],
        ["ELEVATION": "1/2,3/4"],
        ["TIME": "2001-01-01T12:00:00Z/2001-01-01T00:00:00Z"], ["TIME": "2001-13-01"], ["TIME": "/"],
        ["TIME": "2001-01-01T00:00:00Z/P"], ["TIME": "P1D/P1D"], ["TIME": "P1D/2000-01-01"], ["TIME": "P1D"],
        ["TIME": "2001-01-01T00:00:00Z/2001-01-01T06:00:00Z/6"], ["TIME": "2001-01-01T00:00:00Z/-P1D"],
        ["TIME": "P9999999Y/-9999999999999999999-01-01"],
        // No step inside, and no promise of the nearest.
        ["TIME": "2001-01-01T01:00:00Z/PT5H"], ["TIME": "2001-01-01T07:00:00Z/2001-01-01T11:00:00Z"],
        ["TIME": "2001-01-01T19:00:00Z/2001-01-01T20:00:00Z"],
        ["ELEVATION": "987654321"],
        ["ELEVATION": "low"], ["ELEVATION": "1000/500"], ["ELEVATION": "nan"],
        ["ELEVATION": ","],
    ])
    func otherValuesAreRefused(changes: [String: String]) throws {
        let fixture = try MapFixture(Self.arrays)
        let answer = try fixture.map(changes.mapValues { $0 })
        #expect(answer.status == 400)
        #expect(MapFixture.exceptionCode(answer) == "InvalidDimensionValue", "\(answer.text)")
        #expect(fixture.cube.dataChunksRead == 0)
    }

    /// Which of the two is meant nobody knows.
    @Test(arguments: [
        ("TIME=2001-01-01T00:00:00Z", "time=2001-01-01T06:00:00Z", "InvalidDimensionValue"),
        ("ELEVATION=500", "elevation=850", "InvalidDimensionValue"), ("LAYERS=field", "Layers=other", ""),
        ("CRS=CRS:84", "crs=EPSG:4326", ""), ("WIDTH=36", "width=37", ""), ("HEIGHT=18", "height=19", ""),
        ("BGCOLOR=0xFFFFFF", "bgcolor=0x000000", ""),
        ("BBOX=0,0,10,10", "bbox=0,0,20,20", ""), ("REQUEST=GetMap", "request=GetCapabilities", ""),
    ])
    func whatIsSaidTwiceDifferentlyIsRefused(first: String, second: String, code: String) throws {
        let fixture = try MapFixture(Self.arrays)
        let name = String(first.prefix { $0 != "=" })
        let rest = MapFixture.mapQuery([name: nil])
        let answer = try fixture.get("\(rest)&\(first)&\(second)")
        #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == code, "\(answer.text)")
        // The same twice is no contradiction, nor are words that mean nothing here.
        #expect(try fixture.get("\(rest)&\(first)&\(first)&\(name)=&_=1&_=2").status == 200)
    }

    /// Leaflet writes its own defaults behind those of the address that people give it: the first count.
    @Test(arguments: [
        ("FORMAT=image/png", "format=image/jpeg"), ("TRANSPARENT=TRUE", "transparent=false"),
        ("STYLES=raster/viridis", "styles="),
        ("VERSION=1.3.0", "version=1.1.1"), ("COLORSCALERANGE=0,100", "colorscalerange=0,50"),
    ])
    func ofHowItIsDrawnTheFirstCounts(first: String, second: String) throws {
        let fixture = try MapFixture(Self.arrays)
        let rest = MapFixture.mapQuery([String(first.prefix { $0 != "=" }): nil])
        let answer = try fixture.get("\(rest)&\(first)&\(second)")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.body == (try fixture.get("\(rest)&\(first)").body))
    }

    @Test func aLayerWithoutTheDimensionIgnoresIt() throws {
        let fixture = try MapFixture(Self.arrays)
        let answer = try fixture.map(["LAYERS": "other", "TIME": "1066", "ELEVATION": "x"])
        #expect(answer.status == 200)
        let both = try fixture.map(["LAYERS": "field,other", "TIME": "2001-01-01T00:00:00Z"])
        #expect(both.status == 200)
    }

    @Test(arguments: [
        ([0, 6, 12, 18], "2001-01-01T00:00:00Z/2001-01-01T18:00:00Z/PT6H"),
        ([0, 24, 48, 72], "2001-01-01T00:00:00Z/2001-01-04T00:00:00Z/P1D"),
        ([0, 36, 72, 108], "2001-01-01T00:00:00Z/2001-01-05T12:00:00Z/P1DT12H"),
        ([0, 0.25, 0.5, 0.75], "2001-01-01T00:00:00Z/2001-01-01T00:45:00Z/PT15M"),
        ([0, 744, 1416, 2160], "2001-01-01T00:00:00Z/2001-04-01T00:00:00Z/P1M"),
        ([0, 8760, 17520, 26280], "2001-01-01T00:00:00Z/2004-01-01T00:00:00Z/P365D"),
        ([0, 8760, 17520, 26280, 35064], "2001-01-01T00:00:00Z/2005-01-01T00:00:00Z/P1Y"),
        ([0, 6], "2001-01-01T00:00:00Z,2001-01-01T06:00:00Z"),
        (
            [0, 6, 12, 20],
            "2001-01-01T00:00:00Z,2001-01-01T06:00:00Z,2001-01-01T12:00:00Z,2001-01-01T20:00:00Z"
        ),
        ([18, 12, 6, 0], "2001-01-01T00:00:00Z/2001-01-01T18:00:00Z/PT6H"),
    ])
    func extentsAreIntervalsWhereStepsAreEqual(hours: [Double], text: String) throws {
        #expect(try extent(hourly(hours)).text == text)
    }

    @Test func longIrregularAxesAreGivenAsRuns() throws {
        let hours = (0..<3000).map { Double($0) + ($0 >= 1500 ? 0.5 : 0) + ($0 >= 2999 ? 0.25 : 0) }
        #expect(
            try extent(hourly(hours)).text
                == "2001-01-01T00:00:00Z/2001-03-04T11:00:00Z/PT1H,2001-03-04T12:30:00Z/2001-05-05T22:30:00Z/PT1H,"
                + "2001-05-05T23:45:00Z"
        )
    }

    /// Steps of 2 and 4 hours without end: no runs, and the newest of what can be listed, of which older ones are drawn too.
    @Test(arguments: [(1, 5000, 2000), (300, 500, 66)])
    func ofWhatCannotBeListedTheNewestAre(layers: Int, count: Int, listed: Int) throws {
        var hours: [Double] = [0]
        for index in 1..<count { hours.append(hours[index - 1] + (index % 3 == 0 ? 4 : 2)) }
        let (text, axis) = try extent(hourly(hours), layers: layers)
        #expect(text.split(separator: ",").map(String.init) == (count - listed..<count).map(axis.text))
    }

    @Test func longIrregularLevelsAreOneInterval() throws {
        let levels = (0..<3000).map { Double($0 * $0) }
        #expect(try extent(.pressures(levels)).text == "0.0/8994001.0/0.0")
    }

    /// WMS wants dates of `time`: an axis called so without any has another name.
    @Test func timesWithoutDatesAreNoTime() throws {
        var arrays = Self.arrays
        arrays[0].attributes["units"] = "1"
        let fixture = try MapFixture(arrays)
        let capabilities = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(!capabilities.contains("name=\"time\""))
        #expect(capabilities.contains("name=\"dimension_time\""))
        #expect(try value(["DIM_DIMENSION_TIME": "6", "ELEVATION": "500"], in: fixture) == "12.0 m s-1")
    }
}
