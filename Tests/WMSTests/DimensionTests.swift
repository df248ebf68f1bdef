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

        static let defaultLevel = "99 Default value used: elevation=1000 hPa"

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
            Case(
                ["TIME": "2001-01-01T05:00:00Z/2001-01-01T12:00:00Z", "ELEVATION": "500"],
                "12.0 m s-1",
                first("06:00:00")
            ),
            Case(
                ["TIME": "2001-01-01T05:00:00Z/2001-01-01T12:00:00Z/PT6H", "ELEVATION": "500"],
                "12.0 m s-1",
                first("06:00:00")
            ),
            // One step inside, which is none of the moments 05:00 and 10:00.
            Case(
                ["TIME": "2001-01-01T05:00:00Z/2001-01-01T10:00:00Z/PT5H", "ELEVATION": "500"],
                "12.0 m s-1",
                first("06:00:00")
            ),
            Case(["TIME": "2001-01-01T05:00:00Z/2001-01-01T10:00:00Z", "ELEVATION": "500"], "12.0 m s-1"),
            Case(
                ["TIME": "2001-01-01T07:00:00Z/current", "ELEVATION": "500"],
                "22.0 m s-1",
                first("12:00:00")
            ),
            // A length of time does not hold the beginning of the next one.
            Case(["TIME": "2001-01-01T06:00:00Z/P1D", "ELEVATION": "500"], "12.0 m s-1", first("06:00:00")),
            Case(["TIME": "2001-01-01T01:00:00Z/PT5H1S", "ELEVATION": "500"], "12.0 m s-1"),
            Case(["TIME": "PT6H/2001-01-01T12:00:00Z", "ELEVATION": "500"], "22.0 m s-1"),
            Case(["TIME": "P1D/2001-01-01", "ELEVATION": "500"], "2.0 m s-1", first("00:00:00")),
            Case(["TIME": "2000-12/P2M", "ELEVATION": "500"], "2.0 m s-1", first("00:00:00")),
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
        ["TIME": "2001-01-01T00:00:00Z,!!"], ["TIME": "2001-01-01T00:00:00Z,2001-01-01T06:00:00Z"],
        ["TIME": "2001-01-01T12:00:00Z/2001-01-01T00:00:00Z"], ["TIME": "2001-13-01"], ["TIME": "/"],
        ["TIME": "2001-01-01T00:00:00Z/2001-01-01T06:00:00Z,2001-01-01T12:00:00Z"],
        ["TIME": "2001-01-01T00:00:00Z/P"], ["TIME": "P1D/P1D"], ["TIME": "P1D/2000-01-01"], ["TIME": "P1D"],
        ["TIME": "2001-01-01T00:00:00Z/2001-01-01T06:00:00Z/6"], ["TIME": "2001-01-01T00:00:00Z/-P1D"],
        ["TIME": "P9999999Y/-9999999999999999999-01-01"],
        // No step inside, and no promise of the nearest.
        ["TIME": "2001-01-01T01:00:00Z/PT5H"], ["TIME": "2001-01-01T07:00:00Z/2001-01-01T11:00:00Z"],
        ["TIME": "2001-01-01T19:00:00Z/2001-01-01T20:00:00Z"],
        ["ELEVATION": "987654321"],
        ["ELEVATION": "low"], ["ELEVATION": "1000,850"], ["ELEVATION": "1000/500"], ["ELEVATION": "nan"],
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

    /// Steps of 2 and 4 hours without end: no list, no runs, one interval whose period divides both.
    @Test(arguments: [(1, 5000), (300, 500)])
    func whatCannotBeListedIsOneInterval(layers: Int, count: Int) throws {
        var hours: [Double] = [0]
        for index in 1..<count { hours.append(hours[index - 1] + (index % 3 == 0 ? 4 : 2)) }
        let (text, axis) = try extent(hourly(hours), layers: layers)
        #expect(
            text == "\(axis.text(at: 0))/\(axis.text(at: count - 1))/PT2H"
        )
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
