import Gateway
import JSON
import TestSupport
import Testing
import Zarr

/// A click on a station tells its value, and one beside it that there is none.
@Suite struct StationInfoTests {
    private static func stations() throws -> MapFixture {
        MapFixture(
            try CubeFixture(
                attributes: [("featureType", "timeSeries")],
                arrays: [
                    FixtureArray(
                        "lon",
                        [("station", 2)],
                        .float64,
                        [10.0, 20],
                        attributes: [("units", "degrees_east"), ("standard_name", "longitude")]
                    ),
                    FixtureArray(
                        "lat",
                        [("station", 2)],
                        .float64,
                        [1.0, 2],
                        attributes: [("units", "degrees_north"), ("standard_name", "latitude")]
                    ),
                    .times([0.0, 6], "hours since 2021-03-01"),
                    FixtureArray(
                        "field",
                        [("station", 2), ("time", 2)],
                        .float64,
                        [7.0, 1, 100, 101],
                        attributes: [("coordinates", "lat lon")]
                    ),
                ]
            )
        )
    }

    /// Pixels of a hundredth of a degree around the first station, and what is there.
    @Test(arguments: [("10", "field: 7"), ("9", "field: 7"), ("0", "field: no")])
    func aPixelOnItTellsItsValue(column: String, text: String) throws {
        let answer = try Self.stations().get(
            MapFixture.mapQuery([
                "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "field", "BBOX": "9.895,0.895,10.105,1.105",
                "WIDTH": "21", "HEIGHT": "21", "I": column, "J": "10", "TIME": "2021-03-01T00:00:00Z",
            ])
        )
        #expect(answer.status == 200 && answer.text.hasPrefix(text), "\(answer.text)")
    }
}
