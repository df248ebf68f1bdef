import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Meshes whose nodes have x and y on a plane: placed by the projection that a grid mapping tells.
@Suite struct ProjectedMeshTests {
    /// The nodes of `OddStore.mesh` in EPSG:32601, by pyproj 3.7.
    private static let x = [
        -57002.4055, 54603.316, 166072.0629, 277438.2635, 388736.1877, -57087.1201, 54535.7013, 166021.4431,
        277404.5603, 388719.3491, -57002.4055, 54603.316, 166072.0629, 277438.2635, 388736.1877, -56748.2872,
        54806.1403, 166223.9076, 277539.3634, 388786.6987,
    ]
    private static let y = [
        -110955.1412, -110801.8325, -110682.8378, -110597.9725, -110547.1057, 0, 0, 0, 0, 0, 110955.1412,
        110801.8325, 110682.8378, 110597.9725, 110547.1057, 221910.4401, 221604.0105, 221366.166, 221196.5388,
        221094.8668,
    ]

    /// Who names the projection.
    enum Holder: CaseIterable, Sendable { case data, mesh, nodes, group }

    private static let mapping: [(String, JSONValue)] = [
        ("grid_mapping_name", "transverse_mercator"), ("longitude_of_central_meridian", -177),
        ("latitude_of_projection_origin", 0), ("scale_factor_at_central_meridian", 0.9996),
        ("false_easting", 500_000), ("false_northing", 0), ("semi_major_axis", 6_378_137),
        ("inverse_flattening", 298.257223563),
    ]

    private static func store(
        _ location: String = "face",
        units: String = "m",
        metres: Double = 1,
        holder: Holder = .data,
        mapping: [(String, JSONValue)] = mapping
    ) -> OddStore {
        var store = OddStore.mesh(location)
        store.write("node_x", x.map { $0 / metres })
        store.write("node_y", y.map { $0 / metres })
        for axis in ["x", "y"] {
            store.set("node_\(axis)", "units", .string(units))
            store.set("node_\(axis)", "standard_name", .string("projection_\(axis)_coordinate"))
        }
        store.add(OddArray("crs", [], [0], .int32, mapping))
        // Offsets are in the unit of x and y (CF 1.11, appendix F).
        if metres != 1 { store.set("crs", "false_easting", .number(500_000 / metres)) }
        switch holder {
        case .data: store.set("v", "grid_mapping", "crs")
        case .mesh: store.set("mesh", "grid_mapping", "crs")
        case .nodes: store.set("node_x", "grid_mapping", "crs")
        case .group: store.set("", "proj4", "+proj=utm +zone=1 +datum=WGS84")
        }
        return store
    }

    private static func grid(_ store: OddStore) throws -> MeshGrid {
        let dataset = try store.dataset()
        #expect(dataset.findings.isEmpty, "\(dataset.findings)")
        return try #require(dataset.variables.first { $0.name == "v" }?.grid as? MeshGrid)
    }

    /// Nodes lie where the same mesh in degrees has them, to 1e-6 of a degree.
    @Test(arguments: Holder.allCases) func nodesLieWhereTheProjectionHasThem(_ holder: Holder) throws {
        let (made, stated) = (
            try Self.grid(Self.store("node", holder: holder)), try Self.grid(OddStore.mesh("node"))
        )
        #expect(made.columnCount == 20)
        for cell in 0..<20 {
            let one = try #require(made.places.place(at: cell))
            let other = try #require(stated.places.place(at: cell))
            let angle = UnitVector.angle(ofSquaredChord: UnitVector(one).squaredChord(to: UnitVector(other)))
            #expect(angle * 180 / .pi < 1e-6)
        }
    }

    /// Faces hold the same points, over the antimeridian.
    @Test(arguments: [("m", 1.0), ("km", 1000), ("US_survey_foot", 1200.0 / 3937)])
    func facesHoldTheSamePoints(_ units: String, _ metres: Double) throws {
        let made = try Self.store(units: units, metres: metres).dataset()
        let stated = try OddStore.mesh().dataset()
        let cells = { (dataset: Dataset, longitude: Double, latitude: Double) in
            dataset.variables.first { $0.name == "v" }?.grid?.cell(
                containing: GeographicPoint(longitude: longitude, latitude: latitude)
            )
        }
        var found = 0
        for number in 0..<400 {
            let longitude = 177.5 + Double(number % 20) * 0.25
            let latitude = -1.5 + Double(number / 20) * 0.19 + 0.013
            let turned = longitude > 180 ? longitude - 360 : longitude
            let cell = cells(made, turned, latitude)
            // Edges are great circles between the same nodes.
            #expect(cell == cells(stated, turned, latitude))
            if cell != nil { found += 1 }
        }
        #expect(found > 150)
    }

    /// What is of no projection is no place, and the finding says what is missing.
    @Test func withoutAProjectionNothingIsPlaced() throws {
        for (name, text) in [("long_name", "nothing"), ("grid_mapping_name", "latitude_longitude")] {
            let mapping = [(name, JSONValue.string(text))]
            let dataset = try Self.store(mapping: mapping).dataset()
            let variable = try #require(dataset.variables.first { $0.name == "v" })
            #expect(variable.grid == nil)
            #expect(dataset.findings.map(\.problem).contains(.mesh(.unprojected(mesh: "mesh"))))
            let reason = try #require(VariableCapabilities(variable, in: dataset).noPlace)
            #expect(reason.contains("no grid mapping tells the projection"))
        }
    }

    @Test func numbersThatAreNoPlaceAreCounted() throws {
        var store = Self.store("node")
        store.put("node_x", [0: 1e20])
        store.put("node_y", [0: 1e20])
        let dataset = try store.dataset()
        #expect(dataset.findings.map(\.problem).contains(.mesh(.outOfRange(1))))
        #expect(dataset.variables.first { $0.name == "v" }?.grid != nil)
    }

    /// A box leaves no x and y of what it hides.
    @Test func aBoxLeavesNoHiddenPlaces() throws {
        let box = GeographicBox(west: 177.5, south: -1.5, east: 180.2, north: 0.5)
        let view = try Self.store("node").dataset().restricted(by: Policy(box: box))
        let left = view.arrays.filter { $0.name.hasPrefix("node_") }
        for array in left { #expect(array.dimensions.allSatisfy { $0.size == 6 }, "\(array.name)") }
        #expect(view.variables.first { $0.name == "v" }?.grid?.columnCount == 6)
        #expect(view.findings.isEmpty)
    }
}
