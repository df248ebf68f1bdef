import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Meshes and lists in degrees about another pole (CF 1.11, section 5.6): `grid_longitude` is no longitude.
@Suite struct RotatedPoleTests {
    /// The nodes of `OddStore.mesh` about a pole at 39.25 degrees north and 162 degrees west, by pyproj 3.7.
    private static let x = [
        150.643446, 151.978538, 153.331547, 154.702114, 156.089809, 150.089893, 151.444313, 152.817674,
        154.209618, 155.619716, 149.5171, 150.891133, 152.285202, 153.698955, 155.131964, 148.923801,
        150.317725, 151.732858, 153.168858, 154.625298,
    ]
    private static let y = [
        45.769385, 46.141146, 46.49687, 46.836147, 47.15857, 46.693175, 47.071368, 47.433369, 47.778746,
        48.107073, 47.614202, 47.999017, 48.367488, 48.719161, 49.053587, 48.532275, 48.923913, 49.299058,
        49.657233, 49.997966,
    ]
    private static let mapping = OddArray(
        "crs",
        [],
        [0],
        .int32,
        [
            ("grid_mapping_name", "rotated_latitude_longitude"), ("grid_north_pole_latitude", 39.25),
            ("grid_north_pole_longitude", -162), ("earth_radius", 6_371_229),
        ]
    )
    private static let names = [("x", "grid_longitude"), ("y", "grid_latitude")]

    /// A mesh whose nodes say so by their standard names, in these units.
    private static func mesh(units: [String] = ["degrees", "degrees"], isMapped: Bool = true) -> OddStore {
        var store = OddStore.mesh("node")
        store.write("node_x", x)
        store.write("node_y", y)
        for ((axis, name), unit) in zip(names, units) {
            store.set("node_\(axis)", "standard_name", .string(name))
            store.set("node_\(axis)", "units", .string(unit))
        }
        store.add(mapping)
        if isMapped { store.set("v", "grid_mapping", "crs") }
        return store
    }

    /// The same places as a list; without standard names its arrays are known as `rlon` and `rlat`.
    private static func list(hasNames: Bool) -> OddStore {
        let arrays = zip(names, [("rlon", x), ("rlat", y)]).map { name, array in
            let standard: [(String, JSONValue)] = hasNames ? [("standard_name", .string(name.1))] : []
            return OddArray(array.0, [("cell", 20)], array.1, .float64, standard + [("units", "degrees")])
        }
        let listed: [(String, JSONValue)] = [("coordinates", "rlon rlat"), ("grid_mapping", "crs")]
        return OddStore(arrays + [mapping, OddStore.variable("v", [("cell", 20)], listed)])
    }

    enum Way: CaseIterable, Sendable { case mesh, meshInDegreesEast, list, listByNames }

    private static func store(_ way: Way) -> OddStore {
        switch way {
        case .mesh: mesh()
        case .meshInDegreesEast: mesh(units: ["degrees_east", "degrees_north"])
        case .list: list(hasNames: true)
        case .listByNames: list(hasNames: false)
        }
    }

    private static func grid(_ dataset: Dataset) -> MeshGrid? {
        dataset.variables.first { $0.name == "v" }?.grid as? MeshGrid
    }

    /// Each lies where the mesh in longitudes and latitudes has it, to 2e-6 of a degree.
    @Test(arguments: Way.allCases) func placesAreTurned(_ way: Way) throws {
        let dataset = try Self.store(way).dataset()
        #expect(dataset.findings.isEmpty, "\(dataset.findings)")
        let made = try #require(Self.grid(dataset))
        let stated = try #require(Self.grid(try OddStore.mesh("node").dataset()))
        #expect(made.columnCount == 20)
        for cell in 0..<20 {
            let one = try #require(made.places.place(at: cell))
            let other = try #require(stated.places.place(at: cell))
            let angle = UnitVector.angle(ofSquaredChord: UnitVector(one).squaredChord(to: UnitVector(other)))
            #expect(angle * 180 / .pi < 2e-6)
        }
    }

    /// Without a mapping it is no place, whatever the units say, and that is told.
    @Test(arguments: [["degrees", "degrees"], ["degrees_east", "degrees_north"]])
    func withoutAMappingNothingIsPlaced(units: [String]) throws {
        let dataset = try Self.mesh(units: units, isMapped: false).dataset()
        #expect(Self.grid(dataset) == nil)
        #expect(dataset.findings.map(\.problem) == [.mesh(.unprojected(mesh: "mesh"))])
    }

    @Test func aListWithoutAMappingSaysWhy() throws {
        var store = Self.list(hasNames: true)
        store.set("v", "grid_mapping", .null)
        let dataset = try store.dataset()
        #expect(Self.grid(dataset) == nil)
        #expect(dataset.findings.map(\.problem) == [.unprojected(x: "rlon", y: "rlat")])
        let variable = try #require(dataset.variables.first { $0.name == "v" })
        #expect(
            VariableCapabilities(variable, in: dataset).noPlace?.contains("no grid mapping tells") ?? false
        )
    }

    /// A mapping of degrees about the Earth's own pole turns nothing.
    @Test func anotherMappingPlacesNothing() throws {
        var store = Self.mesh()
        store.set("crs", "grid_mapping_name", "latitude_longitude")
        store.set("crs", "grid_north_pole_latitude", .null)
        let dataset = try store.dataset()
        #expect(Self.grid(dataset) == nil)
        #expect(dataset.findings.map(\.problem).contains(.mesh(.unprojected(mesh: "mesh"))))
    }
}
