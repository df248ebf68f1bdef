package import JSON
internal import Zarr

/// Sampling geometries in their representations (CF 1.11, chapter 9).
extension OddStore {
    private static let hours: [(String, JSONValue)] = [
        ("units", "hours since 2021-03-01"), ("standard_name", "time"),
    ]
    private static let listed: [(String, JSONValue)] = [("coordinates", "time lat lon")]

    private static func stations(_ count: Int) -> [OddArray] {
        [
            OddArray("lon", [("station", count)], (0..<count).map { 10 + 10 * Double($0) }, .float64, east),
            OddArray("lat", [("station", count)], (0..<count).map { 1 + Double($0) }, .float64, north),
        ]
    }

    private static func names(_ count: Int, _ role: String) -> FixtureTexts {
        FixtureTexts(
            "name",
            along: "station",
            (0..<count).map { "s\($0)" },
            attributes: [("cf_role", .string(role))]
        )
    }

    private static func times(_ dimensions: [(String, Int)], name: String = "time") -> OddArray {
        let count = dimensions.reduce(1) { $0 * $1.1 }
        return OddArray(name, dimensions, (0..<count).map { Double($0) }, .float64, hours)
    }

    /// Stations whose samples follow each other, by their counts.
    package static func contiguous(_ counts: [Double] = [2, 0, 3, 1]) -> OddStore {
        OddStore(
            stations(counts.count) + [
                OddArray(
                    "row_size",
                    [("station", counts.count)],
                    counts,
                    .int32,
                    [("sample_dimension", "obs")]
                ),
                times([("obs", 6)]), variable("v", [("obs", 6)], listed),
            ],
            texts: [names(counts.count, "timeseries_id")],
            attributes: [("featureType", "timeSeries")]
        )
    }

    /// Stations whose samples lie in any order, by the number of each one's station.
    package static func indexed(_ owners: [Double] = [0, 2, 1, 0, 2, 2]) -> OddStore {
        OddStore(
            stations(3) + [
                OddArray(
                    "owner",
                    [("obs", owners.count)],
                    owners,
                    .int32,
                    [("instance_dimension", "station")]
                ),
                times([("obs", owners.count)]), variable("v", [("obs", owners.count)], listed),
            ],
            texts: [names(3, "timeseries_id")],
            attributes: [("featureType", "timeSeries")]
        )
    }

    /// A row a station.
    package static func orthogonal() -> OddStore {
        OddStore(
            stations(4) + [
                times([("time", 3)]),
                variable("v", [("station", 4), ("time", 3)], [("coordinates", "lat lon")]),
            ],
            texts: [names(4, "timeseries_id")],
            attributes: [("featureType", "timeSeries")]
        )
    }

    /// Ships in rows that are filled up.
    package static func ships() -> OddStore {
        let rows = [("station", 3), ("obs", 4)]
        return OddStore(
            [
                OddArray("lon", rows, (0..<12).map { 170 + 2 * Double($0) }, .float64, east),
                OddArray("lat", rows, (0..<12).map { Double($0) }, .float64, north),
                times(rows), variable("v", rows, listed),
            ],
            texts: [names(3, "trajectory_id")],
            attributes: [("featureType", "trajectory")]
        )
    }

    /// Profiles of stations: by the number of each one's station, their samples by counts.
    package static func soundings() -> OddStore {
        OddStore(
            stations(2) + [
                OddArray("owner", [("profile", 3)], [0, 1, 0], .int32, [("instance_dimension", "station")]),
                OddArray("row_size", [("profile", 3)], [2, 3, 1], .int32, [("sample_dimension", "obs")]),
                times([("profile", 3)]),
                OddArray(
                    "z",
                    [("obs", 6)],
                    [0, 10, 0, 10, 20, 5],
                    .float64,
                    [("units", "m"), ("positive", "down"), ("axis", "Z"), ("standard_name", "depth")]
                ),
                variable("v", [("obs", 6)], [("coordinates", "time lat lon z")]),
            ],
            texts: [names(2, "timeseries_id")],
            attributes: [("featureType", "timeSeriesProfile")]
        )
    }
}
