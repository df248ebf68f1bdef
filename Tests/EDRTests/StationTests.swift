import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Stations with rows of their own are asked at their places like cells of any grid.
@Suite struct StationTests {
    private static let stations: Result<CubeFixture, any Error> = Result {
        try CubeFixture(
            id: "stations",
            attributes: [("featureType", "timeSeries")],
            arrays: [
                FixtureArray(
                    "lon",
                    [("station", 3)],
                    .float64,
                    [10.0, 20, 30],
                    attributes: [("units", "degrees_east"), ("standard_name", "longitude")]
                ),
                FixtureArray(
                    "lat",
                    [("station", 3)],
                    .float64,
                    [1.0, 2, 3],
                    attributes: [("units", "degrees_north"), ("standard_name", "latitude")]
                ),
                .times([0.0, 6], "hours since 2021-03-01"),
                FixtureArray(
                    "temp",
                    [("station", 3), ("time", 2)],
                    .float64,
                    [0.0, 1, 100, 101, 200, 201],
                    attributes: [("coordinates", "lat lon name"), ("units", "K")]
                ),
            ],
            texts: [
                FixtureTexts(
                    "name",
                    along: "station",
                    ["a", "b", "c"],
                    attributes: [("cf_role", "timeseries_id")]
                )
            ]
        )
    }

    private func answer(_ query: String, status: Int = 200) throws -> JSONValue {
        let answer = try EDRFixture.ask("/edr/collections/stations/\(query)", [Self.stations.get()])
        #expect(answer.status == status, "\(answer.text)")
        return status == 200 ? try EDRFixture.json(answer) : .null
    }

    @Test func aStationAnswersAtItsPlace() throws {
        let coverage = try answer("position?coords=POINT(20.01 2)&parameter-name=temp")
        #expect(coverage.at("domain.domainType") == "PointSeries")
        #expect(coverage.at("domain.axes.x.values") == [20])
        #expect(coverage.at("domain.axes.y.values") == [2])
        #expect(coverage.at("ranges.temp.values") == [100, 101])
    }

    @Test func besideItNothingDoes() throws {
        _ = try answer("position?coords=POINT(20.1 2)&parameter-name=temp", status: 204)
    }

    @Test func anAreaHasTheStationsInside() throws {
        let polygon = "POLYGON((15 0,35 0,35 9,15 9,15 0))"
        let coverage = try answer("area?coords=\(polygon)&parameter-name=temp&datetime=2021-03-01T06:00:00Z")
        let text = "\(coverage)"
        #expect(text.contains("101") && text.contains("201"))
        #expect(!text.contains("100") && !text.contains("200"))
    }
}
