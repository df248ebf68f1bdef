package import JSON
internal import Zarr

/// Levels whose heights and pressures formulas tell (CF 1.13, appendix D).
extension OddStore {
    private static let plane = [("lat", 2), ("lon", 3)]
    private static let metres: [(String, JSONValue)] = [("units", "m")]

    private static func levels(_ name: String, _ formula: String, _ terms: String, _ numbers: [Double])
        -> [OddArray]
    {
        [
            OddArray("lat", [("lat", 2)], [60, 59], .float64, north),
            OddArray("lon", [("lon", 3)], [0, 1, 2], .float64, east),
            OddArray("time", [("time", 2)], [0, 1], .float64, [("units", "days since 2000-01-01")]),
            OddArray(
                name,
                [(name, numbers.count)],
                numbers,
                .float64,
                [
                    ("standard_name", .string(formula)), ("formula_terms", .string(terms)), ("axis", "Z"),
                    ("positive", "up"),
                ]
            ),
            variable("v", [("time", 2), (name, numbers.count)] + plane),
        ]
    }

    /// ROMS: s by stretching, a free surface over time, a depth by place.
    package static func ocean(_ formula: String = "ocean_s_coordinate_g2") -> OddStore {
        let terms = "s: s_rho C: Cs eta: zeta depth: h depth_c: hc"
        return OddStore(
            levels("s_rho", formula, terms, [-0.75, -0.5, -0.25]) + [
                OddArray("Cs", [("s_rho", 3)], [-0.8, -0.4, -0.1]),
                OddArray("zeta", [("time", 2)] + plane, (0..<12).map { 0.1 * Double($0) }, .float64, metres),
                OddArray("h", plane, (0..<6).map { 100 + 50 * Double($0) }, .float64, metres),
                OddArray("hc", [], [10], .float64, metres),
            ]
        )
    }

    /// A model of the atmosphere: hybrid levels over a pressure at the surface.
    package static func hybrid() -> OddStore {
        OddStore(
            levels(
                "lev",
                "atmosphere_hybrid_sigma_pressure_coordinate",
                "a: hyam b: hybm p0: P0 ps: PS",
                [0.1, 0.5, 0.9]
            ) + [
                OddArray("hyam", [("lev", 3)], [0.05, 0.02, 0]),
                OddArray("hybm", [("lev", 3)], [0, 0.5, 0.99]),
                OddArray("P0", [], [100_000], .float64, [("units", "Pa")]),
                OddArray(
                    "PS",
                    [("time", 2)] + plane,
                    (0..<12).map { 100_000 + 100 * Double($0) },
                    .float64,
                    [("units", "Pa")]
                ),
            ]
        )
    }
}
