import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// TIME on a forecast whose axes are runs and leads.
struct ForecastTests {
    private static func fixture() throws -> MapFixture {
        let numbers: [Float] = [0, 1, 2, 3, 10, 11, 12, 13]
        let values = numbers.flatMap { [Float](repeating: $0, count: 4) }
        return try MapFixture([
            FixtureArray(
                "reftime",
                [("reftime", 2)],
                .float64,
                [0.0, 12],
                attributes: [
                    ("units", "hours since 2024-03-01"), ("standard_name", "forecast_reference_time"),
                ]
            ),
            FixtureArray(
                "step",
                [("step", 4)],
                .float64,
                [0.0, 6, 12, 18],
                attributes: [("units", "hours")]
            ),
            FixtureArray(
                "lat",
                [("lat", 2)],
                .float64,
                [45.0, -45],
                attributes: [("units", "degrees_north")]
            ),
            FixtureArray(
                "lon",
                [("lon", 2)],
                .float64,
                [-90.0, 90],
                attributes: [("units", "degrees_east")]
            ),
            FixtureArray(
                "field",
                [("reftime", 2), ("step", 4), ("lat", 2), ("lon", 2)],
                .float32,
                values
            ),
        ])
    }

    @Test(arguments: [
        ("TIME=2024-03-01T12:00:00Z", "10.0"), ("TIME=2024-03-01T06:00:00Z", "1.0"),
        ("TIME=2024-03-01T12:00:00Z&DIM_REFERENCE_TIME=2024-03-01T00:00:00Z", "2.0"), ("DIM_STEP=6", "11.0"),
        ("DIM_STEP=6&DIM_REFERENCE_TIME=2024-03-01T00:00:00Z", "1.0"), ("", "13.0"),
    ])
    func valueAtAValidTime(query: String, value: String) throws {
        let map = MapFixture.mapQuery(["REQUEST": "GetFeatureInfo"])
        let answer = try Self.fixture().get(
            "\(map)&QUERY_LAYERS=field&I=3&J=3&INFO_FORMAT=text/plain&\(query)"
        )
        #expect(answer.text.hasPrefix("field: \(value)"), "\(answer.text)")
        #expect(answer.text.contains("time: 2024-03-0"))
    }

    @Test func listsValidTimes() throws {
        let capabilities = try Self.fixture().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(capabilities.contains("2024-03-01T00:00:00Z/2024-03-02T06:00:00Z/PT6H"))
        #expect(capabilities.contains("name=\"reference_time\""))
        #expect(capabilities.contains("name=\"step\""))
    }
}
