import Failures
import JSON
import TestSupport
import Zarr

@testable import Cube
@testable import Grids

/// A small mesh over the antimeridian as a store would have it, in the ways in which people write them.
///
/// Nine nodes at 10 degrees north, on the equator and at 10 degrees south, 170, 180 and 190 degrees east; two
/// quadrilaterals west of the antimeridian, three triangles east of it, and a hole.
struct MeshFixture {
    static let longitudes: [Double] = [170, 180, -170, 170, 180, -170, 170, 180, -170]
    static let latitudes: [Double] = [-10, -10, -10, 0, 0, 0, 10, 10, 10]
    /// The last goes round the other way.
    static let faces: [[Int]] = [[0, 1, 4, 3], [3, 4, 7, 6], [1, 2, 5], [5, 4, 1], [7, 8, 5]]
    static let edges: [[Int]] = [[0, 1], [1, 2], [3, 4], [4, 7], [2, 5]]

    /// Attributes of the mesh variable that differ from the usual; null takes one away.
    var topology: [(String, JSONValue)] = []
    var isTransposed = false
    var start = 0
    var statesStart = true
    var fill = -1.0
    var statesFill = true
    var dataType: DataType = .int32
    var faceAttributes: [(String, JSONValue)] = []
    /// Places of the faces, if stated.
    var centres: (longitudes: [Double], latitudes: [Double])?
    var nodeLongitudes = longitudes
    var nodeLatitudes = latitudes
    var rows = faces
    /// Changes the numbers of the table as they are written.
    var change: @Sendable ([Double]) -> [Double] = { $0 }
    var variable: [(String, JSONValue)] = []
    var location = "face"
    var others: [FixtureArray] = []
    var limits = Limits()

    private var meshAttributes: [(String, JSONValue)] {
        var usual: [(String, JSONValue)] = [
            ("cf_role", "mesh_topology"), ("topology_dimension", 2), ("node_coordinates", "node_x node_y"),
            ("face_node_connectivity", "face_nodes"), ("edge_node_connectivity", "edge_nodes"),
            ("face_dimension", "face"),
        ]
        if centres != nil { usual.append(("face_coordinates", "face_x face_y")) }
        for (name, value) in topology {
            usual.removeAll { $0.0 == name }
            if !value.isNull { usual.append((name, value)) }
        }
        return usual
    }

    private func table() -> FixtureArray {
        let width = rows.map(\.count).max() ?? 0
        let padded = rows.map { row in
            row.map { Double($0 + start) } + [Double](repeating: fill, count: width - row.count)
        }
        let written =
            isTransposed
            ? (0..<width).flatMap { column in padded.map { $0[column] } } : padded.flatMap(\.self)
        var attributes: [(String, JSONValue)] = [("cf_role", "face_node_connectivity")]
        if statesStart { attributes.append(("start_index", .integer(Int64(start)))) }
        if statesFill, fill.isFinite { attributes.append(("_FillValue", .number(fill))) }
        let dimensions = [("face", rows.count), ("corner", width)]
        return Self.numbers(
            "face_nodes",
            isTransposed ? dimensions.reversed() : dimensions,
            dataType,
            change(written),
            attributes: attributes + faceAttributes
        )
    }

    /// Numbers in a stored type.
    static func numbers(
        _ name: String,
        _ dimensions: [(String, Int)],
        _ type: DataType,
        _ numbers: [Double],
        attributes: [(String, JSONValue)] = []
    ) -> FixtureArray {
        switch type {
        case .uint8: array(name, dimensions, type, numbers.map { UInt8($0) }, attributes)
        case .uint32: array(name, dimensions, type, numbers.map { UInt32($0) }, attributes)
        case .int64: array(name, dimensions, type, numbers.map { Int64($0) }, attributes)
        case .uint64:
            array(name, dimensions, type, numbers.map { $0 >= 0x1p64 ? UInt64.max : UInt64($0) }, attributes)
        case .float32: array(name, dimensions, type, numbers.map { Float($0) }, attributes)
        case .float64: array(name, dimensions, type, numbers, attributes)
        default: array(name, dimensions, .int32, numbers.map { Int32($0) }, attributes)
        }
    }

    private static func array<Number: BitwiseCopyable>(
        _ name: String,
        _ dimensions: [(String, Int)],
        _ type: DataType,
        _ values: [Number],
        _ attributes: [(String, JSONValue)]
    ) -> FixtureArray {
        FixtureArray(name, dimensions, type, values, attributes: attributes)
    }

    static func places(_ name: String, _ dimension: String, _ numbers: [Double], _ units: String)
        -> FixtureArray
    {
        FixtureArray(
            name,
            [(dimension, numbers.count)],
            .float64,
            numbers,
            attributes: [("units", .string(units))]
        )
    }

    var arrays: [FixtureArray] {
        let edges = Self.edges.flatMap { $0.map { Double($0) } }
        var arrays = [
            FixtureArray("mesh", [], .int32, [Int32(0)], attributes: meshAttributes),
            Self.places("node_x", "node", nodeLongitudes, "degrees_east"),
            Self.places("node_y", "node", nodeLatitudes, "degrees_north"),
            table(),
            Self.numbers("edge_nodes", [("edge", Self.edges.count), ("two", 2)], .int32, edges),
        ]
        if let centres {
            arrays.append(Self.places("face_x", "face", centres.longitudes, "degrees_east"))
            arrays.append(Self.places("face_y", "face", centres.latitudes, "degrees_north"))
        }
        let counts = ["face": rows.count, "node": nodeLongitudes.count, "edge": Self.edges.count]
        let count = counts[location.lowercased()] ?? rows.count
        var attributes: [(String, JSONValue)] = [("mesh", "mesh"), ("location", .string(location))]
        for (name, value) in variable {
            attributes.removeAll { $0.0 == name }
            if !value.isNull { attributes.append((name, value)) }
        }
        arrays.append(
            FixtureArray(
                "v",
                [(counts[location.lowercased()] == nil ? "face" : location.lowercased(), count)],
                .float32,
                (0..<count).map { Float($0) },
                attributes: attributes
            )
        )
        // Others stand for those of their names.
        let names = Set(others.map(\.name))
        return arrays.filter { !names.contains($0.name) } + others
    }

    func dataset() throws -> Dataset { try CubeFixture(arrays: arrays, limits: limits).dataset }

    func grid() throws -> (grid: MeshGrid?, findings: [Finding]) {
        let dataset = try dataset()
        return (dataset.variables.first { $0.name == "v" }?.grid as? MeshGrid, dataset.findings)
    }
}
