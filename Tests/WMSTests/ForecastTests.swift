import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// TIME on a forecast whose axes are runs and leads.
struct ForecastTests {
    private static func fixture(
        runs: [Double] = [0, 12],
        leads: [Double] = [0, 6, 12, 18],
        numbers: [Float] = [0, 1, 2, 3, 10, 11, 12, 13]
    ) throws -> MapFixture {
        let grid = FixtureGrid.latLon(
            [45, -45],
            [-90, 90],
            along: [.runs(runs, "hours since 2024-03-01"), .axis("step", leads, units: "hours")]
        )
        return try MapFixture(grid.coordinates + [grid.numbered("field") { numbers[$0 / 4] }])
    }

    @Test(arguments: [
        ("TIME=2024-03-01T12:00:00Z", "10.0"), ("TIME=2024-03-01T06:00:00Z", "1.0"),
        ("TIME=2024-03-01T12:00:00Z&DIM_REFERENCE_TIME=2024-03-01T00:00:00Z", "2.0"), ("DIM_STEP=6", "11.0"),
        ("DIM_STEP=6&DIM_REFERENCE_TIME=2024-03-01T00:00:00Z", "1.0"), ("", "13.0"),
        // QGIS asks for a run by the name reference_time, and for a frame of valid times.
        ("TIME=2024-03-01T12:00:00Z/2024-03-01T12:00:00Z&DIM_REFERENCE_TIME=2024-03-01T00:00:00Z", "2.0"),
        ("TIME=2024-03-01T12:00:00Z&DIM_REFERENCE_TIME=latest", "10.0"),
        (
            "TIME=2024-03-01T12:00:00Z&DIM_REFERENCE_TIME=2024-03-01T01:00:00Z&DIM_REFERENCE_TIME_TOLERANCE=PT2H",
            "2.0"
        ),
        ("TIME=2024-03-01T12:00:00Z/2024-03-01T19:00:00Z", "11.0"),
        ("TIME=2024-03-01T00:00:00Z,2024-03-01T06:00:00Z", "1.0"),
    ])
    func valueAtAValidTime(query: String, value: String) throws {
        let map = MapFixture.mapQuery(["REQUEST": "GetFeatureInfo"])
        let answer = try Self.fixture().get(
            "\(map)&QUERY_LAYERS=field&I=3&J=3&INFO_FORMAT=text/plain&\(query)"
        )
        #expect(answer.text.hasPrefix("field: \(value)"), "\(answer.text)")
        #expect(answer.text.contains("time: 2024-03-0"))
    }

    /// Runs at 0 and 6 with leads of 0, 12 and 24 hours take turns: each valid time is one run's own, whatever the cells
    /// of the newer run hold.
    @Test(arguments: [
        ("2024-03-01T00:00:00Z", "0.0"), ("2024-03-01T06:00:00Z", "10.0"), ("2024-03-01T12:00:00Z", "1.0"),
        ("2024-03-01T18:00:00Z", "11.0"), ("2024-03-02T00:00:00Z", "2.0"), ("2024-03-02T06:00:00Z", "12.0"),
        ("2024-03-01T11:00:00Z/2024-03-01T13:00:00Z", "1.0"),
    ])
    func timesOfRunsThatTakeTurns(time: String, value: String) throws {
        let map = MapFixture.mapQuery(["REQUEST": "GetFeatureInfo"])
        let query = "\(map)&QUERY_LAYERS=field&I=3&J=3&INFO_FORMAT=text/plain&TIME=\(time)"
        let answer = try Self.fixture(runs: [0, 6], leads: [0, 12, 24], numbers: [0, 1, 2, 10, 11, 12]).get(
            query
        )
        #expect(answer.text.hasPrefix("field: \(value)"), "\(answer.text)")
    }

    @Test(arguments: ["2024-02-30", "2024-03-01/2024-04-31", "2023-02-29T00:00:00Z"])
    func datesThatTheCalendarLacksAreRefused(time: String) throws {
        let answer = try Self.fixture().get("\(MapFixture.mapQuery(["TIME": time]))")
        #expect(answer.text.contains("InvalidDimensionValue"), "\(answer.text)")
    }

    @Test func listsValidTimes() throws {
        let capabilities = try Self.fixture().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(capabilities.contains("2024-03-01T00:00:00Z/2024-03-02T06:00:00Z/PT6H"))
        #expect(capabilities.contains("name=\"reference_time\""))
        #expect(capabilities.contains("name=\"step\""))
    }
}
