import CF
import Failures
import JSON
import TestSupport
import Testing

@testable import Cube

/// Which variables are vectors together, and what is made of them.
struct VectorTests {
    private struct Words {
        let name: String
        var standard: String?
        var long: String?
        var units = "m s-1"
        var more: [(String, JSONValue)] = []
    }

    private static func dataset(_ all: [Words]) throws -> Dataset {
        let grid = FixtureGrid.latLon([0, 10, 20], [0, 10, 20])
        let fields = all.map { words in
            var attributes: [(String, JSONValue)] = [("units", .string(words.units))] + words.more
            if let name = words.standard { attributes.append(("standard_name", .string(name))) }
            if let name = words.long { attributes.append(("long_name", .string(name))) }
            return grid.field(words.name, attributes: attributes, chunkShape: [3, 3]) { Float($0[0]) }
        }
        return try CubeFixture(grid, fields).dataset
    }

    private static func parts(_ words: [Words]) throws -> [String] {
        try dataset(words).vectorParts.map(\.name)
    }

    @Test(arguments: [
        ("eastward_wind", "northward_wind"), ("x_wind", "y_wind"),
        ("sea_water_x_velocity", "sea_water_y_velocity"),
        ("surface_downward_eastward_stress", "surface_downward_northward_stress"),
        (
            "surface_geostrophic_eastward_sea_water_velocity",
            "surface_geostrophic_northward_sea_water_velocity"
        ),
    ])
    func componentsAreFoundByStandardNames(first: String, second: String) throws {
        let names = try Self.parts([Words(name: "b", standard: second), Words(name: "a", standard: first)])
        #expect(names == ["a:b-mag", "a:b-dir"])
    }

    @Test(arguments: [
        ("10 metre U wind component", "10 metre V wind component"), ("u-velocity", "v-velocity"),
        ("ZONAL WIND", "MERIDIONAL WIND"), ("Eastward near-surface wind", "Northward near-surface wind"),
    ])
    func componentsAreFoundByLongNames(first: String, second: String) throws {
        let words = [Words(name: "a", standard: "unknown", long: first), Words(name: "b", long: second)]
        #expect(try Self.parts(words) == ["a:b-mag", "a:b-dir"])
    }

    @Test(arguments: [
        [Words(name: "u", standard: "eastward_wind")],
        [
            Words(name: "u", standard: "eastward_wind"),
            Words(name: "v", standard: "northward_wind", units: "K"),
        ],
        [
            Words(name: "u", standard: "eastward_wind"),
            Words(name: "v", standard: "northward_sea_water_velocity"),
        ],
        [
            Words(name: "u", standard: "eastward_wind"),
            Words(name: "v", standard: "northward_wind", more: [("cell_methods", "time: maximum")]),
        ],
        [Words(name: "u"), Words(name: "v")], [Words(name: "u", long: "u"), Words(name: "w", long: "w")],
        [
            Words(name: "s", standard: "wind_speed"),
            Words(name: "d", standard: "wind_from_direction", units: "1"),
        ],
    ])
    private func othersAreNone(words: [Words]) throws {
        #expect(try Self.parts(words).isEmpty)
    }

    /// Several heights have a pair each, known by their names; where names say nothing there is none.
    @Test func pairsOfSeveralHeightsAreKeptApart() throws {
        let heights = ["10m", "100m"].flatMap { height in
            [
                Words(name: "u\(height)", standard: "eastward_wind"),
                Words(name: "v\(height)", standard: "northward_wind"),
            ]
        }
        #expect(
            try Self.parts(heights) == [
                "u10m:v10m-mag", "u10m:v10m-dir", "u100m:v100m-mag", "u100m:v100m-dir",
            ]
        )
        let nameless = [
            Words(name: "a", standard: "eastward_wind"), Words(name: "b", standard: "northward_wind"),
            Words(name: "c", standard: "northward_wind"),
        ]
        #expect(try Self.parts(nameless).isEmpty)
    }

    @Test func speedsHaveDirections() throws {
        let dataset = try Self.dataset([
            Words(name: "speed", standard: "wind_speed", units: "knot"),
            Words(name: "from", standard: "wind_from_direction", units: "degrees"),
        ])
        let part = try #require(dataset.vectorParts.first)
        #expect(dataset.vectorParts.count == 1 && part.name == "speed:from-mag")
        #expect(part.part?.pair.form == .polar(isFrom: true) && part.standardName == "wind_speed")
    }

    @Test func directionsInRadiansAreTurnedIntoDegrees() throws {
        let dataset = try Self.dataset([
            Words(name: "speed", standard: "wind_speed"),
            Words(name: "to", standard: "wind_to_direction", units: "rad"),
        ])
        let pair = try #require(dataset.vectorParts.first?.part?.pair)
        #expect(pair.form == .polar(isFrom: false) && pair.second.units == "degree")
        #expect(abs(pair.second.packing.scale - 180 / Double.pi) < 1e-9)
    }

    /// What they are called and measured in, in other units too; their kind stays.
    @Test func partsHaveNamesAndUnits() throws {
        let dataset = try Self.dataset([
            Words(name: "u", standard: "eastward_sea_water_velocity"),
            Words(name: "v", standard: "northward_sea_water_velocity", units: "cm/s"),
        ])
        let parts = dataset.vectorParts
        #expect(parts.map(\.standardName) == ["sea_water_speed", "sea_water_velocity_to_direction"])
        #expect(parts.map(\.units) == ["m s-1", "degree"])
        #expect(parts[0].part?.pair.second.units == "m s-1")
        #expect(
            parts[0].scale(to: "km/h").map { abs($0 - 3.6) < 1e-12 } == true && parts[0].scale(to: "K") == nil
        )
        let converted = try parts[0].converted(to: "km/h")
        #expect(
            converted.name == "u:v-mag" && converted.part?.pair.variables.map(\.units) == ["km/h", "km/h"]
        )
        #expect(throws: Failure.self) { try parts[0].converted(to: "K") }
        // The same objects each time: layers are compared by them.
        #expect(zip(parts, dataset.vectorParts).allSatisfy { $0 === $1 })
    }
}
