internal import JSON
internal import Zarr

/// Coordinates that many fixtures have.
extension FixtureArray {
    /// `lat` in degrees, north or south first.
    package static func latitudes(_ values: [Double]) -> FixtureArray {
        FixtureArray(
            "lat",
            [("lat", values.count)],
            .float64,
            values,
            attributes: [("units", "degrees_north")]
        )
    }

    /// `lon` in degrees.
    package static func longitudes(_ values: [Double]) -> FixtureArray {
        FixtureArray(
            "lon",
            [("lon", values.count)],
            .float64,
            values,
            attributes: [("units", "degrees_east")]
        )
    }

    /// `depth` in metres, in the type that most models write.
    package static func depths(_ values: [Float]) -> FixtureArray {
        FixtureArray(
            "depth",
            [("depth", values.count)],
            .float32,
            values,
            attributes: [("units", "m"), ("positive", "down"), ("standard_name", "depth")]
        )
    }

    /// `member`, the numbers of an ensemble's realizations.
    package static func members(_ values: [Int32]) -> FixtureArray {
        FixtureArray(
            "member",
            [("member", values.count)],
            .int32,
            values,
            attributes: [("standard_name", "realization")]
        )
    }
}
