/// Names of dimensions and coordinates that mean something by custom (digest: cf.md, section 3.2): the last resort.
package enum AxisNames {
    private static let exact: [String: AxisEvidence.Meaning] = {
        let table: [(AxisEvidence.Meaning, [String])] = [
            (.longitude, ["lon", "lons", "longitude", "tlong", "ulong", "geolon"]),
            (.latitude, ["lat", "lats", "latitude", "tlat", "ulat", "geolat"]),
            (
                .projectionX,
                [
                    "rlon", "grid_longitude", "x", "xc", "nx", "i", "ni", "nlon", "west_east", "xi_rho",
                    "ground_pixel",
                    "xdim",
                ]
            ),
            (
                .projectionY,
                [
                    "rlat", "grid_latitude", "y", "yc", "ny", "j", "nj", "nlat", "south_north", "eta_rho",
                    "scanline",
                    "ydim",
                ]
            ),
            (.time, ["time", "times", "t", "time_counter", "valid_time", "valtime", "xtime"]),
            (.referenceTime, ["reftime", "init_time", "forecast_reference_time"]),
            (.lead, ["step", "lead", "lead_time", "forecast_period"]),
            (.member, ["ens", "ensemble", "member", "members", "realization", "realisation", "number"]),
            (
                .vertical,
                [
                    "z", "lev", "level", "levels", "levelist", "plev", "pressure", "altitude", "alt", "sigma",
                    "siglay",
                    "siglev", "s_rho", "s_w", "bottom_top", "model_level_number",
                ]
            ),
        ]
        return Dictionary(
            uniqueKeysWithValues: table.flatMap { meaning, names in names.map { ($0, meaning) } }
        )
    }()

    private static let prefixes: [(String, AxisEvidence.Meaning)] = [
        ("nav_lon", .longitude), ("xlong", .longitude), ("glam", .longitude),
        ("nav_lat", .latitude), ("xlat", .latitude), ("gphi", .latitude),
        ("isobaric", .vertical), ("depth", .vertical),
    ]

    /// Names that end in a number: `height2`, `time1`.
    private static let numbered: [(String, AxisEvidence.Meaning)] = [("height", .vertical), ("time", .time)]

    package static func meaning(of name: String) -> AxisEvidence.Meaning? {
        let name = name.lowercased()
        if let meaning = exact[name] { return meaning }
        if let (_, meaning) = prefixes.first(where: { name.hasPrefix($0.0) }) { return meaning }
        for (stem, meaning) in numbered where name.hasPrefix(stem) {
            if name.dropFirst(stem.count).allSatisfy(\.isNumber) { return meaning }
        }
        return nil
    }
}
