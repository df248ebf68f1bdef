import JSON
import TestSupport
import Zarr

/// Arrays of small sampling geometries: the value of a sample is 100 times its feature and its number in it.
enum FeatureFixture {
    static let hours: [(String, JSONValue)] = [
        ("units", "hours since 2021-03-01 00:00:00"), ("standard_name", "time"),
    ]
    static let places: [(name: String, attributes: [(String, JSONValue)])] = [
        ("lon", [("units", "degrees_east"), ("standard_name", "longitude")]),
        ("lat", [("units", "degrees_north"), ("standard_name", "latitude")]),
    ]

    static func longitudes(_ dimensions: [(String, Int)], _ values: [Double]) -> FixtureArray {
        FixtureArray("lon", dimensions, .float64, values, attributes: places[0].attributes)
    }

    static func latitudes(_ dimensions: [(String, Int)], _ values: [Double]) -> FixtureArray {
        FixtureArray("lat", dimensions, .float64, values, attributes: places[1].attributes)
    }

    static func times(_ dimensions: [(String, Int)], _ values: [Double]) -> FixtureArray {
        FixtureArray("time", dimensions, .float64, values, attributes: hours)
    }

    static func depths(_ dimensions: [(String, Int)], _ values: [Double]) -> FixtureArray {
        FixtureArray(
            "z",
            dimensions,
            .float64,
            values,
            attributes: [("units", "m"), ("positive", "down"), ("standard_name", "depth"), ("axis", "Z")]
        )
    }

    static func values(
        _ dimensions: [(String, Int)],
        _ values: [Double],
        coordinates: String = "time lat lon name"
    ) -> FixtureArray {
        FixtureArray(
            "temp",
            dimensions,
            .float64,
            values,
            attributes: [("coordinates", .string(coordinates)), ("units", "K")]
        )
    }

    static func names(_ texts: [String], along dimension: String = "station", role: String = "timeseries_id")
        -> FixtureTexts
    {
        FixtureTexts("name", along: dimension, texts, attributes: [("cf_role", .string(role))])
    }

    static func counts(_ numbers: [Int32], along dimension: String = "station", of sample: String = "obs")
        -> FixtureArray
    {
        FixtureArray(
            "row_size",
            [(dimension, numbers.count)],
            .int32,
            numbers,
            attributes: [("sample_dimension", .string(sample))]
        )
    }

    static func owners(_ numbers: [Int32], along dimension: String = "obs", of instance: String = "station")
        -> FixtureArray
    {
        FixtureArray(
            "owner",
            [(dimension, numbers.count)],
            .int32,
            numbers,
            attributes: [("instance_dimension", .string(instance))]
        )
    }

    static func type(_ word: String) -> [(String, JSONValue)] { [("featureType", .string(word))] }

    /// Three stations of two, no and three samples, one after the other.
    static func contiguous(_ counts: [Int32] = [2, 0, 3], names: [String] = ["a", "b", "c"]) throws
        -> CubeFixture
    {
        try CubeFixture(
            attributes: type("timeSeries"),
            arrays: [
                longitudes([("station", 3)], [10, 20, 30]), latitudes([("station", 3)], [1, 2, 3]),
                times([("obs", 5)], [0, 6, 12, 18, 24]), self.counts(counts),
                values([("obs", 5)], [0, 1, 200, 201, 202]),
            ],
            texts: [self.names(names)]
        )
    }

    /// Three stations with two times each, all the same.
    static func orthogonal(_ attributes: [(String, JSONValue)] = type("timeSeries")) throws -> CubeFixture {
        try CubeFixture(
            attributes: attributes,
            arrays: [
                longitudes([("station", 3)], [10, 20, 30]), latitudes([("station", 3)], [1, 2, 3]),
                times([("time", 2)], [0, 6]),
                values(
                    [("station", 3), ("time", 2)],
                    [0, 1, 100, 101, 200, 201],
                    coordinates: "lat lon name"
                ),
            ],
            texts: [names(["a", "b", "c"])]
        )
    }

    /// Two ships of two and three samples, one after the other.
    static func ships() throws -> CubeFixture {
        try CubeFixture(
            attributes: type("trajectory"),
            arrays: [
                longitudes([("obs", 5)], [10, 11, 179, -179, -170]),
                latitudes([("obs", 5)], [1, 2, 3, 4, 5]),
                times([("obs", 5)], [0, 6, 1, 7, 13]), counts([2, 3]),
                values([("obs", 5)], [0, 1, 100, 101, 102]),
            ],
            texts: [names(["a", "b"], role: "trajectory_id")]
        )
    }
}
