internal import JSON
internal import Zarr

/// Cubes of many variables on one small grid.
package enum ManyVariables {
    /// Two latitudes and two longitudes, `lat` and `lon`.
    package static let place = [
        FixtureArray("lat", [("lat", 2)], .float64, [60.0, 59], attributes: [("units", "degrees_north")]),
        FixtureArray("lon", [("lon", 2)], .float64, [0.0, 1], attributes: [("units", "degrees_east")]),
    ]

    /// How much dearer something becomes with four times as many variables: `Growth.ofFourTimes`.
    package static func growth(apart: Bool, _ body: (CubeFixture) throws -> Void) throws -> Double {
        let (few, many) = try (cube(fewest, apart: apart), cube(4 * fewest, apart: apart))
        return try Growth.ofFourTimes(fewest) { try body($0 == fewest ? few : many) }
    }

    /// Enough for what each variable costs to outweigh the rest.
    private static let fewest = 250

    /// So many variables, each of them along a time of its own if they are apart.
    package static func cube(_ count: Int, apart: Bool = false) throws -> CubeFixture {
        var arrays = place
        for number in 0..<count {
            let time = "time\(apart ? number : 0)"
            if apart || number == 0 {
                arrays.append(
                    FixtureArray(
                        time,
                        [(time, 2)],
                        .int32,
                        [Int32(number), Int32(number) + 1],
                        attributes: [("units", "days since 2000-01-01"), ("standard_name", "time")]
                    )
                )
            }
            arrays.append(
                FixtureArray(
                    "v\(number)",
                    [(time, 2), ("lat", 2), ("lon", 2)],
                    .float32,
                    [Float](repeating: 1, count: 8),
                    attributes: [("units", "K"), ("long_name", .string("Variable \(number)"))]
                )
            )
        }
        return try CubeFixture(id: "many", arrays: arrays, budget: 1 << 30)
    }
}
