@testable import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// What coordinates mean beyond their numbers: labels, spans of a climatology, formulas, times by type.
@Suite struct MeaningTests {
    private static let values = FixtureArray("v", [("member", 3)], .float32, [Float(1), 2, 3])

    private func axis(_ arrays: [FixtureArray], _ texts: [FixtureTexts] = [], named name: String) throws
        -> Axis
    {
        let dataset = try CubeFixture(arrays: arrays, texts: texts).dataset
        return try #require(dataset.axes.first { $0.name == name })
    }

    @Test(arguments: [
        FixtureTexts("member", along: "member", ["r1", "r2", "r3"]),
        FixtureTexts("member", along: "member", ["r1", "r2", "r3"], varying: true),
        FixtureTexts(
            letters: "member_id",
            [("member", 3), ("strlen", 4)],
            Array("r1  r2\0xr3 \0".utf8),
            attributes: [("standard_name", "realization")]
        ),
        FixtureTexts(letters: "member_id", [("strlen", 2), ("member", 3)], Array("rrr123".utf8)),
    ])
    func labelsOfMembers(texts: FixtureTexts) throws {
        let axis = try axis([Self.values], [texts], named: "member")
        #expect(axis.labels?.texts == ["r1", "r2", "r3"])
        #expect(axis.labels?.variableName == texts.name)
        #expect(axis.role == .member)
        #expect(axis.text(at: 1) == "r2")
    }

    /// Texts are no heights, whatever their dimension is called; numbers of that name are.
    @Test(arguments: ["level", "lev", "height", "z", "plev"])
    func textsAreNoHeights(name: String) throws {
        let field = FixtureArray("v", [(name, 2)], .float32, [Float(1), 2])
        let named = try axis([field], [FixtureTexts(name, along: name, ["surface", "2m"])], named: name)
        #expect(named.role == .custom && named.labels?.texts == ["surface", "2m"])
        #expect(try axis([field], named: name).role == .vertical)
    }

    /// CF 1.12 counts leap seconds in them.
    @Test(arguments: [("utc", true), ("TAI", true), ("standard", false)])
    func calendarsWithLeapSecondsAreTold(calendar: String, isTold: Bool) throws {
        let time = FixtureArray(
            "time",
            [("time", 2)],
            .int32,
            [Int32(0), 1],
            attributes: [
                ("units", "days since 2000-01-01"), ("calendar", .string(calendar)),
                ("standard_name", "time"),
            ]
        )
        let field = FixtureArray("v", [("time", 2)], .float32, [Float(1), 2])
        let dataset = try CubeFixture(arrays: [time, field]).dataset
        #expect(dataset.axes.first?.times != nil)
        let problem = MetadataProblem.leapSeconds(calendar: calendar.lowercased())
        #expect(dataset.findings.map(\.problem) == (isTold ? [problem] : []))
    }

    @Test func labelsSelect() throws {
        let names = FixtureTexts(
            "name",
            along: "station",
            ["Oslo", "Bergen", "Å"],
            attributes: [("cf_role", "timeseries_id")]
        )
        let array = FixtureArray("v", [("station", 3)], .float32, [Float(1), 2, 3])
        let dataset = try CubeFixture(arrays: [array], texts: [names]).dataset
        let select = { (selector: AxisSelector) in
            try dataset.bind(Query(variables: ["v"], selectors: [.name("station"): selector])).parts[0]
                .ranges[0]
        }
        #expect(try select(.label("Å")) == [IndexRange(start: 2, count: 1)])
        #expect(try select(.labels(["Bergen", "Oslo"])) == [IndexRange(start: 0, count: 2)])
        let failure = #expect(throws: Failure.self) { try select(.label("Bergn")) }
        #expect(failure?.description.contains("'Bergen'") == true)
        #expect(failure?.status == 404)
    }

    @Test func repeatedTextsSelectNothing() throws {
        let texts = FixtureTexts("member", along: "member", ["a", "b", "a"])
        let dataset = try CubeFixture(arrays: [Self.values], texts: [texts]).dataset
        let axis = dataset.axes[0]
        #expect(axis.labels == nil)
        #expect((0..<3).map { axis.text(at: $0) } == ["0", "1", "2"])
        #expect((0..<3).map { axis.description(at: $0) } == ["0 (a)", "1 (b)", "2 (a)"])
        #expect(dataset.findings.map(\.problem) == [.labelsRepeat(dimension: "member")])
    }

    /// A character array whose second dimension is the data's own is no list of words.
    @Test func lettersOverTwoDimensionsOfTheData() throws {
        let data = FixtureArray("v", [("a", 2), ("b", 2)], .float32, [Float(1), 2, 3, 4])
        let letters = FixtureTexts(letters: "c", [("a", 2), ("b", 2)], Array("wxyz".utf8))
        #expect(try axis([data], [letters], named: "a").labels == nil)
    }

    @Test func meaningsOfFlagsNamePositions() throws {
        let type = FixtureArray.axis(
            "type",
            [Int8(1), 2, 4],
            attributes: [("flag_values", [1, 2, 4]), ("flag_meanings", "crop forest water")]
        )
        let axis = try axis([type, FixtureGrid([type]).numbered()], named: "type")
        #expect(axis.labels?.texts == ["crop", "forest", "water"])
        #expect(axis.cells.centres == [1, 2, 4])
    }

    /// CF 1.11, example 7.12: mean seasons of 1960 to 1991.
    @Test func climatology() throws {
        let time = FixtureArray.axis(
            "time",
            [105.0, 197],
            units: "days since 1960-1-1",
            attributes: [("climatology", "climatology_bounds")]
        )
        let bounds = FixtureArray(
            "climatology_bounds",
            [("time", 2), ("nv", 2)],
            .float64,
            [60.0, 11_110, 152, 11_202]
        )
        let data = FixtureArray("t", [("time", 2)], .float32, [Float(1), 2])
        let axis = try axis([time, bounds, data], named: "time")
        let intervals = try #require(axis.meaning.climatology).intervals
        let ends = intervals.flatMap { [$0.start, $0.end] }.map {
            TimeText.text(milliseconds: $0, calendar: .standard)
        }
        #expect(
            ends == [
                "1960-03-01T00:00:00Z", "1990-06-02T00:00:00Z", "1960-06-01T00:00:00Z",
                "1990-09-02T00:00:00Z",
            ]
        )
        // Overlapping spans are no cells: a time is looked up by the coordinates.
        #expect(axis.cells.index(containing: axis.cells.centres[1] - 40 * 86_400_000) == 1)
        #expect(axis.text(at: 0) == "1960-04-15T00:00:00Z")
    }

    @Test func formulaOfAParametricAxis() throws {
        let lev = FixtureArray.axis(
            "lev",
            [1.0, 2],
            attributes: [
                ("standard_name", "atmosphere_hybrid_sigma_pressure_coordinate"),
                ("formula_terms", "ap: ap b:b ps: ps"), ("positive", "down"),
            ]
        )
        let terms = ["ap", "b"].map { FixtureArray($0, [("lev", 2)], .float64, [0.5, 1]) }
        let data = FixtureArray("t", [("lev", 2)], .float32, [Float(1), 2])
        let dataset = try CubeFixture(arrays: [lev, data] + terms).dataset
        let axis = try #require(dataset.axes.first)
        #expect(axis.cells.centres == [1, 2])
        #expect(axis.meaning.formula?.name == "atmosphere_hybrid_sigma_pressure_coordinate")
        #expect(axis.meaning.formula?.terms.map(\.variable) == ["ap", "b", "ps"])
        #expect(axis.meaning.formula?.terms.map(\.exists) == [true, true, false])
        #expect(dataset.findings.map(\.problem) == [.absentFormulaTerm("ps", name: "ps")])
        #expect(dataset.variables.map(\.name) == ["t"])
    }

    /// FVCOM's levels lie along levels and nodes: of what their formula takes, the depth of each node is data.
    @Test(arguments: [true, false])
    func aTermThatIsPlacedIsData(isPlaced: Bool) throws {
        let levels = FixtureArray(
            "siglay",
            [("siglay", 2), ("node", 3)],
            .float64,
            [-0.2, -0.2, -0.2, -0.8, -0.8, -0.8],
            attributes: [
                ("standard_name", "ocean_sigma_coordinate"),
                ("formula_terms", "sigma: siglay eta: zeta depth: h"),
            ]
        )
        let depth = FixtureArray(
            "h",
            [("node", 3)],
            .float32,
            [Float(5), 6, 7],
            attributes: isPlaced ? [("mesh", "fvcom_mesh"), ("location", "node")] : []
        )
        let data = FixtureArray("temp", [("siglay", 2), ("node", 3)], .float32, (0..<6).map { Float($0) })
        let names = try CubeFixture(arrays: [levels, depth, data]).dataset.variables.map(\.name)
        #expect(names.contains("temp") && names.contains("h") == isPlaced)
    }

    @Test(arguments: [
        (ElementType.datetime(.seconds, 1), Int64(86_400), "1970-01-02T00:00:00Z"),
        (.datetime(.nanoseconds, 1), 1_700_000_000_123_456_789, "2023-11-14T22:13:20.123Z"),
        (.datetime(.days, 1), -141_428, "1582-10-14T00:00:00Z"),
        (.datetime(.months, 1), 25, "1972-02-01T00:00:00Z"),
    ])
    func timesByTheirType(element: ElementType, count: Int64, expected: String) throws {
        var time = FixtureArray("time", [("time", 1)], .int64, [count])
        time.element = element
        let axis = try axis([time, FixtureArray("v", [("time", 1)], .float32, [Float(1)])], named: "time")
        #expect(axis.text(at: 0) == expected)
        #expect(axis.times?.calendar == .prolepticGregorian)
    }

    @Test func notATimeIsNoDate() throws {
        var time = FixtureArray("time", [("time", 2)], .int64, [Int64(0), .min])
        time.element = .datetime(.seconds, 1)
        let data = FixtureArray("v", [("time", 2)], .float32, [Float(1), 2])
        let dataset = try CubeFixture(arrays: [time, data]).dataset
        #expect(dataset.axes[0].times?.known == [0])
        #expect(dataset.axes[0].text(at: 1).isEmpty)
        #expect(dataset.findings.map(\.problem).contains(.datesMissing(count: 1)))
    }

    @Test func gatheredCellsAreNamed() throws {
        let list = FixtureArray.axis("land", [Int32(1), 3], attributes: [("compress", "lat lon")])
        let data = FixtureArray("pr", [("land", 2)], .float32, [Float(1), 2])
        let dataset = try CubeFixture(arrays: [list, data]).dataset
        #expect(dataset.findings.map(\.problem) == [.gathered(dimension: "land", axes: ["lat", "lon"])])
        #expect(VariableCapabilities(dataset.variables[0], in: dataset).noPlace?.contains("land") == true)
    }

    @Test(arguments: [
        ("time: mean", ["time/mean"]), ("lat: lon: standard_deviation", ["lat,lon/standard_deviation"]),
        ("time: mean within years time: maximum over years", ["time/mean", "time/maximum"]),
        ("time: max(comment: of (30) years: all) area: mean where sea", ["time/max", "area/mean"]),
        ("time:", []), ("", []), ("mean", []),
    ])
    func cellMethods(text: String, expected: [String]) {
        let entries = CellMethods(text).entries
        #expect(entries.map { "\($0.names.joined(separator: ","))/\($0.method)" } == expected)
    }

    /// Longitudes that grow to the west are turned, with their bounds; the stored numbers stay as they are.
    @Test(arguments: ["degrees_west", "degrees_W", "degreeW"])
    func longitudesToTheWest(units: String) throws {
        let cube = try CubeFixture(arrays: [
            .axis("x", [100.0, 90, 80], units: units, attributes: [("bounds", "x_bnds")]),
            FixtureArray("x_bnds", [("x", 3), ("two", 2)], .float64, [96.0, 106, 86, 96, 76, 86]),
            .latitudes([50.0]),
            FixtureArray("v", [("lat", 1), ("x", 3)], .float32, [Float(1), 2, 3]),
        ])
        let variable = try cube.dataset.variable(named: "v")
        let axis = try #require(variable.axis(.x)?.axis)
        #expect(axis.cells.centres == [-100, -90, -80])
        #expect(axis.units == "degrees_east")
        let grid = try #require(variable.grid)
        #expect(grid.cell(containing: GeographicPoint(longitude: -105, latitude: 50))?.column == 0)
        #expect(grid.cell(containing: GeographicPoint(longitude: -86.5, latitude: 50))?.column == 1)
        #expect(grid.cell(containing: GeographicPoint(longitude: 100, latitude: 50)) == nil)
        let plan = try cube.dataset.bind([(cube.dataset.arrays[0], [IndexRange(0..<3)])])
        let reading = try plan.open(context: .background(seconds: 5))
        try reading.stream(part: 0, context: .background(seconds: 5)) {
            #expect(Array($0.bindMemory(to: Double.self)) == [100, 90, 80])
        }
    }

    /// Bounds of longitudes are those of their centres in whatever turn they are written.
    @Test(arguments: [
        ([0.0, 90, 180, 270], [315.0, 45, 45, 135, 135, 225, 225, 315], -45...315.0),
        ([90, 180, 270, 360], [45, 135, 135, 225, 225, 315, -45, 45], 45...405),
        ([0, -90, -180, -270], [45, -45, -45, -135, 225, 135, -225, 45], -315...45),
        // Written across the jump itself: centres are brought into one run first.
        ([180, 270, 0, 90], [135, 225, 225, 315, 315, 45, 45, 135], 135...495),
        ([-135, -45, 45, 135], [180, 270, 270, 360, 0, 90, 90, 180], -180...180),
    ])
    func boundsInAnotherTurn(centres: [Double], bounds: [Double], span: ClosedRange<Double>) throws {
        let dataset = try CubeFixture(arrays: [
            .axis("lon", centres, units: "degrees_east", attributes: [("bounds", "b")]),
            FixtureArray("b", [("lon", 4), ("two", 2)], .float64, bounds),
            .latitudes([50.0]),
            FixtureArray("v", [("lat", 1), ("lon", 4)], .float32, [Float(1), 2, 3, 4]),
        ]).dataset
        let axis = try #require(dataset.axes.first { $0.name == "lon" })
        #expect(axis.cells.isBounded && axis.cells.span == span)
        #expect(dataset.findings.isEmpty)
        let grid = try #require(dataset.variable(named: "v").grid)
        for (column, centre) in centres.enumerated() {
            for offset in [-44.0, 0, 44] {
                let place = GeographicPoint(longitude: centre + offset, latitude: 50)
                #expect(grid.cell(containing: place)?.column == column)
            }
        }
    }

    /// One cell round the Earth, and cells wider than half of it, stay what they are; what holds no centre in any turn is told.
    @Test(arguments: [
        (180.0, 0.0, 360.0, 0...360.0), (0, -180, 180, -180...180), (100, 0, 300, 0...300),
        (540, 360, 720, 360...720), (0, 0, 360, 0...360),
    ])
    func wideBoundsStay(centre: Double, west: Double, east: Double, span: ClosedRange<Double>) {
        let turned = CellAxis.turned([(west, east)], about: [centre])
        #expect(CellAxis(centres: [centre], bounds: turned).span == span)
        #expect(!CellAxis.areSound(CellAxis.turned([(20, 30)], about: [10]), for: [10]))
    }

    /// Runs and leads along a dimension called time (digest: cf.md, section 3.1, rule 8).
    @Test(arguments: ["time", "valid_time"])
    func timesAreSumsOfRunsAndLeads(dimension: String) throws {
        let dataset = try CubeFixture(arrays: [
            FixtureArray(
                "run",
                [(dimension, 4)],
                .int32,
                [Int32(0), 0, 1, 1],
                attributes: [
                    ("units", "days since 2024-02-28"), ("standard_name", "forecast_reference_time"),
                ]
            ),
            FixtureArray(
                "lead",
                [(dimension, 4)],
                .float32,
                [Float(12), 18, 0, 30],
                attributes: [("units", "hours"), ("standard_name", "forecast_period")]
            ),
            FixtureArray("v", [(dimension, 4)], .float32, [Float(1), 2, 3, 4]),
        ]).dataset
        let axis = try #require(dataset.axes.first { $0.name == dimension })
        #expect(axis.role == .time)
        #expect(
            (0..<4).map(axis.text) == [
                "2024-02-28T12:00:00Z", "2024-02-28T18:00:00Z", "2024-02-29T00:00:00Z",
                "2024-03-01T06:00:00Z",
            ]
        )
        #expect(dataset.variables.map(\.name) == ["v"])
        #expect(dataset.findings.map(\.problem) == [.summedTimes(run: "run", lead: "lead")])
        let query = Query(variables: ["v"], selectors: [.role(.time): .period(TimeText("2024-02-29"), nil)])
        #expect(try dataset.bind(query).parts[0].ranges == [[IndexRange(start: 2, count: 2)]])
    }

    /// Leads and runs along valid times select positions too, all that have them.
    @Test func leadsAlongTimeSelect() throws {
        let hours = [("units", JSONValue("hours since 2024-03-01"))]
        let cube = try CubeFixture(arrays: [
            FixtureArray("time", [("time", 4)], .int32, [Int32(0), 6, 12, 18], attributes: hours),
            FixtureArray(
                "forecast_reference_time",
                [("time", 4)],
                .int32,
                [Int32(0), 0, 12, 12],
                attributes: hours + [("standard_name", "forecast_reference_time")]
            ),
            FixtureArray(
                "forecast_period",
                [("time", 4)],
                .int32,
                [Int32(0), 6, 0, 6],
                attributes: [("units", "hours"), ("standard_name", "forecast_period")]
            ),
            FixtureArray("v", [("time", 4)], .float32, [Float(1), 2, 3, 4]),
        ])
        let select = { (dataset: Dataset, selectors: [AxisKey: AxisSelector]) in
            try dataset.bind(Query(variables: ["v"], selectors: selectors)).parts[0].indices(ofDimension: 0)
        }
        let lead = AxisKey.name("forecast_period")
        let run = AxisKey.name("forecast_reference_time")
        let noon = try #require(TimeText("2024-03-01T12:00:00Z"))
        #expect(cube.dataset.variables.map(\.name) == ["v"])
        #expect(try select(cube.dataset, [lead: .value(6)]) == [1, 3])
        #expect(try select(cube.dataset, [lead: .value(6), run: .instant(noon)]) == [3])
        #expect(try select(cube.dataset, [lead: .values([0, 6]), .role(.time): .instant(noon)]) == [2])
        #expect(throws: Failure.self) { try select(cube.dataset, [lead: .value(3)]) }
        let view = try cube.dataset.restricted(by: Policy(earliest: .at(noon)))
        #expect(try select(view, [lead: .value(6)]) == [1])
        #expect(throws: Failure.self) {
            try select(view, [run: .period(nil, TimeText("2024-03-01T11:00:00Z"))])
        }
    }
}
