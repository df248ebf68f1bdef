import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// x and y on a plane, or about another pole, where they are placed and where they are not.
@Suite struct PlanePlacesTests {
    private static let rotated: [(String, JSONValue)] = [
        ("grid_mapping_name", "rotated_latitude_longitude"), ("grid_north_pole_latitude", 39.25),
        ("grid_north_pole_longitude", -162), ("earth_radius", 6_371_229.0),
    ]

    private static func arrays(_ dimensions: [(String, Int)], _ names: (String, String), _ units: String)
        -> [OddArray]
    {
        let count = dimensions.reduce(1) { $0 * $1.1 }
        return [(names.0, -3.0), (names.1, 2)].map { name, first in
            OddArray(
                name,
                dimensions,
                (0..<count).map { first + 0.1 * Double($0) },
                .float64,
                [("standard_name", .string(name)), ("units", .string(units))]
            )
        }
    }

    private static func store(
        _ dimensions: [(String, Int)],
        _ names: (String, String),
        _ units: String,
        _ attributes: [(String, JSONValue)] = []
    ) -> OddStore {
        let mapped: [(String, JSONValue)] = [
            ("coordinates", .string("\(names.0) \(names.1)")), ("grid_mapping", "crs"),
        ]
        var store = OddStore(arrays(dimensions, names, units) + [OddStore.variable("v", dimensions, mapped)])
        store.add(OddArray("crs", [], [0], .int32, rotated))
        for (name, value) in attributes { store.set("", name, value) }
        return store
    }

    private static let poles = ("grid_longitude", "grid_latitude")
    private static let planes = ("projection_x_coordinate", "projection_y_coordinate")

    /// Over two dimensions, and of features, such places are not turned into longitudes and latitudes: that is the reason, and the
    /// remedy names the dimensions.
    @Test(arguments: [
        (store([("j", 4), ("i", 5)], poles, "degrees"), "cells", "'j', 'i'"),
        (store([("j", 4), ("i", 5)], planes, "m"), "cells", "'j', 'i'"),
        (store([("station", 6)], poles, "degrees", [("featureType", "point")]), "samples", "'station'"),
        (store([("station", 6)], planes, "m", [("featureType", "timeSeries")]), "samples", "'station'"),
    ])
    func theReasonIsTold(_ store: OddStore, _ things: String, _ dimensions: String) throws {
        let dataset = try store.dataset()
        let variable = try #require(dataset.variables.first { $0.name == "v" })
        #expect(variable.grid == nil)
        let finding = try #require(
            dataset.findings.first { finding in
                if case .planePlaces = finding.problem { finding.subject == "v" } else { false }
            }
        )
        #expect(finding.text.hasPrefix("its \(things) have x and y ("))
        #expect(finding.problem.remedy.contains("along \(dimensions), and name them in 'coordinates'"))
        let reason = try #require(VariableCapabilities(variable, in: dataset).noPlace)
        #expect(reason == finding.text)
    }

    /// Places in degrees beside them count, and nothing is told.
    @Test func placesInDegreesCount() throws {
        var store = Self.store([("j", 4), ("i", 5)], Self.planes, "m")
        for array in OddStore.curvilinear(rows: 4, columns: 5).arrays
        where ["lon", "lat"].contains(array.name) {
            store.add(
                OddArray(
                    array.name,
                    [("j", 4), ("i", 5)],
                    array.numbers,
                    .float64,
                    [
                        ("units", array.attributes["units"] ?? .null)
                    ]
                )
            )
        }
        store.set("v", "coordinates", "lon lat")
        let dataset = try store.dataset()
        #expect(dataset.variables.first { $0.name == "v" }?.grid?.kind == "curvilinear")
        #expect(!dataset.findings.contains { if case .planePlaces = $0.problem { true } else { false } })
    }

    /// Nodes called longitude and latitude whose units are lengths are x and y: units tell more than names.
    @Test func lengthsAreNoDegrees() throws {
        var mesh = OddStore.mesh()
        let longitudes = try #require(mesh.arrays.first { $0.name == "node_x" }).numbers
        let latitudes = try #require(mesh.arrays.first { $0.name == "node_y" }).numbers
        // Plate carrée on a sphere: 111,194.93 m a degree.
        let metres = 6_371_000 * Double.pi / 180
        let count = longitudes.count
        let length: [(String, JSONValue)] = [("units", "m")]
        mesh.add(
            OddArray(
                "lon",
                [("node", count)],
                longitudes.map { ($0 < 0 ? $0 + 360 : $0) * metres },
                .float64,
                length
            )
        )
        mesh.add(OddArray("lat", [("node", count)], latitudes.map { $0 * metres }, .float64, length))
        mesh.drop("node_x")
        mesh.drop("node_y")
        mesh.set("mesh", "node_coordinates", "lon lat")
        #expect(try mesh.dataset().findings.contains { $0.problem == .mesh(.unprojected(mesh: "mesh")) })
        mesh.add(OddArray("crs", [], [0], .int32, [("proj4", "+proj=eqc +R=6371000")]))
        mesh.set("v", "grid_mapping", "crs")
        let dataset = try mesh.dataset()
        let grid = try #require(dataset.variables.first { $0.name == "v" }?.grid)
        let twin = try #require(OddStore.mesh().dataset().variables.first { $0.name == "v" }?.grid)
        #expect(
            abs(grid.extent.west - twin.extent.west) < 1e-6
                && abs(grid.extent.north - twin.extent.north) < 1e-6
        )
        #expect(dataset.findings.isEmpty)
    }
}
