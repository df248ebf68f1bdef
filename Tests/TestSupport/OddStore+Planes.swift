package import JSON
internal import Zarr

/// Grids in rows and columns whose lines are none of longitude and latitude.
extension OddStore {
    static let east: [(String, JSONValue)] = [("units", "degrees_east")]
    static let north: [(String, JSONValue)] = [("units", "degrees_north")]

    /// Places that lean over, by row and column: a degree apart.
    private static func leaning(_ row: Double, _ column: Double) -> (longitude: Double, latitude: Double) {
        (10 + column + 0.2 * row, 40 + 0.9 * row - 0.1 * column)
    }

    /// `lon(y, x)` and `lat(y, x)`, with four corners for each cell or without, along so many steps of time if more than none.
    package static func curvilinear(rows: Int = 5, columns: Int = 6, hasCorners: Bool = false, steps: Int = 0)
        -> OddStore
    {
        let plane = [("y", rows), ("x", columns)]
        let along = (steps > 0 ? [("time", steps)] : []) + plane
        let cells = (0..<rows).flatMap { row in (0..<columns).map { (Double(row), Double($0)) } }
        let all = (0..<max(steps, 1)).flatMap { _ in cells.map(leaning) }
        var arrays = [
            OddArray("lon", along, all.map(\.longitude), .float64, east),
            OddArray("lat", along, all.map(\.latitude), .float64, north),
            variable("v", [("time", max(steps, 1))] + plane, [("coordinates", "lon lat")]),
            OddArray(
                "time",
                [("time", max(steps, 1))],
                (0..<max(steps, 1)).map { Double($0) },
                .float64,
                [("units", "days since 2000-01-01")]
            ),
        ]
        if hasCorners {
            let sides = [(-0.5, -0.5), (-0.5, 0.5), (0.5, 0.5), (0.5, -0.5)]
            let corners = cells.flatMap { row, column in sides.map { leaning(row + $0.0, column + $0.1) } }
            let dimensions = plane + [("corner", 4)]
            arrays += [
                OddArray("lon_bnds", dimensions, corners.map(\.longitude)),
                OddArray("lat_bnds", dimensions, corners.map(\.latitude)),
            ]
            arrays[0].attributes["bounds"] = "lon_bnds"
            arrays[1].attributes["bounds"] = "lat_bnds"
        }
        var store = OddStore(arrays)
        store.answersNearest = !hasCorners
        return store
    }

    /// What a satellite sees: `y` and `x` in radians from corner to corner of its disk, and beyond.
    package static func geostationary(side: Int = 9) -> OddStore {
        projected(
            y: line(side, from: 0.16, to: -0.16),
            x: line(side, from: -0.16, to: 0.16),
            units: "rad",
            meaning: "angular_coordinate",
            [
                ("grid_mapping_name", "geostationary"), ("perspective_point_height", 35_785_831.0),
                ("longitude_of_projection_origin", 10), ("latitude_of_projection_origin", 0),
                ("sweep_angle_axis", "y"), ("semi_major_axis", 6_378_137.0),
                ("semi_minor_axis", 6_356_752.314245),
            ]
        )
    }

    /// Metres around the north pole.
    package static func polar(side: Int = 7) -> OddStore {
        projected(
            y: line(side, from: 3e6, to: -3e6),
            x: line(side, from: -3e6, to: 3e6),
            units: "m",
            meaning: "coordinate",
            [
                ("grid_mapping_name", "polar_stereographic"), ("straight_vertical_longitude_from_pole", -45),
                ("latitude_of_projection_origin", 90), ("standard_parallel", 70),
                ("semi_major_axis", 6_378_137.0),
                ("inverse_flattening", 298.257223563),
            ]
        )
    }

    private static func line(_ count: Int, from first: Double, to last: Double) -> [Double] {
        (0..<count).map { first + (last - first) * Double($0) / Double(max(count - 1, 1)) }
    }

    private static func projected(
        y: [Double],
        x: [Double],
        units: JSONValue,
        meaning: String,
        _ mapping: [(String, JSONValue)]
    ) -> OddStore {
        let axes = [("y", y), ("x", x)].map { name, numbers in
            OddArray(
                name,
                [(name, numbers.count)],
                numbers,
                .float64,
                [("units", units), ("standard_name", .string("projection_\(name)_\(meaning)"))]
            )
        }
        return OddStore(
            axes + [
                OddArray("crs", [], [0], .int32, mapping),
                variable("v", [("y", y.count), ("x", x.count)], [("grid_mapping", "crs")]),
            ]
        )
    }
}
