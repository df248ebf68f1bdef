internal import JSON
internal import Zarr

/// Cubes of many variables on one small grid.
package enum ManyVariables {

    /// How much dearer something becomes with four times as many variables: `Growth.ofFourTimes`.
    package static func growth(apart: Bool, _ body: (CubeFixture) throws -> Void) throws -> Double {
        let cubes = try (apart ? cubesApart : cubesTogether).get()
        return try Growth.ofFourTimes(fewest) { try body($0 == fewest ? cubes.few : cubes.many) }
    }

    private typealias Cubes = (few: CubeFixture, many: CubeFixture)

    /// Made once for all tests.
    private static let cubesTogether = Result { try cubes(apart: false) }
    private static let cubesApart = Result { try cubes(apart: true) }

    private static func cubes(apart: Bool) throws -> Cubes {
        try (few: cube(fewest, apart: apart), many: cube(4 * fewest, apart: apart))
    }

    /// Enough for what each variable costs to outweigh the rest.
    private static let fewest = 250

    /// So many variables, each of them along a time of its own if they are apart.
    private static func cube(_ count: Int, apart: Bool) throws -> CubeFixture {
        let place = FixtureGrid.latLon().coordinates
        var arrays = place
        for number in 0..<count {
            let first = Int32(apart ? number : 0)
            let time = FixtureArray.axis(
                "time\(first)",
                [first, first + 1],
                units: "days since 2000-01-01",
                attributes: [("standard_name", "time")]
            )
            if apart || number == 0 { arrays.append(time) }
            let attributes: [(String, JSONValue)] = [
                ("units", "K"), ("long_name", .string("Variable \(number)")),
            ]
            arrays.append(
                FixtureGrid([time] + place).numbered("v\(number)", attributes: attributes) { _ in Float(1) }
            )
        }
        return try CubeFixture(id: "many", arrays: arrays, budget: 1 << 30)
    }
}
