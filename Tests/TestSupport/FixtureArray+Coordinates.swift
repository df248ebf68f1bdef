package import JSON
internal import Zarr

/// Coordinates that many fixtures have.
extension FixtureArray {
    /// `lat` in degrees, north or south first.
    package static func latitudes(_ values: [Double], name: String = "lat") -> FixtureArray {
        axis(name, values, units: "degrees_north")
    }

    /// `lon` in degrees.
    package static func longitudes(_ values: [Double], name: String = "lon") -> FixtureArray {
        axis(name, values, units: "degrees_east")
    }

    /// `time` in days or hours since a date, in the type of `values`.
    package static func times(_ values: [some FixtureNumber], _ units: String) -> FixtureArray {
        axis("time", values, units: units, attributes: [("standard_name", "time")])
    }

    /// The times at which the runs of a forecast begin.
    package static func runs(_ values: [Double], _ units: String, name: String = "reftime") -> FixtureArray {
        axis(name, values, units: units, attributes: [("standard_name", "forecast_reference_time")])
    }

    /// What a forecast looks ahead, in hours.
    package static func leads(_ values: [Double], name: String = "step") -> FixtureArray {
        axis(name, values, units: "hours", attributes: [("standard_name", "forecast_period")])
    }

    /// `level`, pressures in hPa that grow downwards.
    package static func pressures(_ values: [Double]) -> FixtureArray {
        axis("level", values, units: "hPa", attributes: [("positive", "down")])
    }

    /// `depth` in metres, in the type that most models write.
    package static func depths(_ values: [Float]) -> FixtureArray {
        axis(
            "depth",
            values,
            units: "m",
            attributes: [("positive", "down"), ("standard_name", "depth")]
        )
    }

    /// `member`, the numbers of an ensemble's realizations.
    package static func members(_ values: [Int32]) -> FixtureArray {
        axis("member", values, attributes: [("standard_name", "realization")])
    }

    /// `crs`, the variable without dimensions whose attributes describe a map projection.
    package static func mapping(_ attributes: [(String, JSONValue)], name: String = "crs") -> FixtureArray {
        FixtureArray(name, [], .int32, [Int32(0)], attributes: attributes)
    }
}
