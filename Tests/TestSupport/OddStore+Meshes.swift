package import JSON
internal import Zarr

/// Meshes, as UGRID has them and as models do.
extension OddStore {
    private static let (rows, columns) = (3, 4)
    /// Along rows and columns, a degree apart, over the antimeridian.
    private static var nodes: (longitudes: [Double], latitudes: [Double]) {
        let places = (0...rows).flatMap { row in (0...columns).map { (178 + Double($0), Double(row) - 1) } }
        return (places.map { $0.0 > 180 ? $0.0 - 360 : $0.0 }, places.map(\.1))
    }
    /// Squares, every third of them two triangles.
    private static var faces: [[Int]] {
        (0..<rows * columns).flatMap { number -> [[Int]] in
            let first = number / columns * (columns + 1) + number % columns
            let (second, third, fourth) = (first + 1, first + columns + 2, first + columns + 1)
            return number % 3 == 0
                ? [[first, second, third], [first, third, fourth]] : [[first, second, third, fourth]]
        }
    }

    private static func table(_ rows: [[Int]], width: Int, start: Int, fill: Double) -> [Double] {
        rows.flatMap { row in
            row.map { Double($0 + start) } + [Double](repeating: fill, count: width - row.count)
        }
    }

    private static var middles: (longitudes: [Double], latitudes: [Double]) {
        let (longitudes, latitudes) = nodes
        let mean = { (numbers: [Double]) in numbers.reduce(0, +) / Double(numbers.count) }
        return (
            faces.map { mean($0.map { longitudes[$0] < 0 ? longitudes[$0] + 360 : longitudes[$0] }) },
            faces.map { mean($0.map { latitudes[$0] }) }
        )
    }

    /// A mesh of UGRID with values on its faces, nodes or edges.
    package static func mesh(_ location: String = "face", start: Int = 0, hasCentres: Bool = false)
        -> OddStore
    {
        let (nodes, faces, edges) = (nodes, faces, self.faces.map { [$0[0], $0[1]] })
        let sizes = ["face": faces.count, "node": nodes.longitudes.count, "edge": edges.count]
        var topology: [(String, JSONValue)] = [
            ("cf_role", "mesh_topology"), ("topology_dimension", 2), ("node_coordinates", "node_x node_y"),
            ("face_node_connectivity", "face_nodes"), ("edge_node_connectivity", "edge_nodes"),
        ]
        let begins: [(String, JSONValue)] = [("start_index", .integer(Int64(start)))]
        var arrays = [
            OddArray("node_x", [("node", nodes.longitudes.count)], nodes.longitudes, .float64, east),
            OddArray("node_y", [("node", nodes.latitudes.count)], nodes.latitudes, .float64, north),
            OddArray(
                "face_nodes",
                [("face", faces.count), ("corner", 4)],
                table(faces, width: 4, start: start, fill: -1),
                .int32,
                begins + [("_FillValue", -1)]
            ),
            OddArray(
                "edge_nodes",
                [("edge", edges.count), ("two", 2)],
                table(edges, width: 2, start: start, fill: -1),
                .int32,
                begins
            ),
            variable(
                "v",
                [(location, sizes[location] ?? 0)],
                [("mesh", "mesh"), ("location", .string(location))]
            ),
        ]
        if hasCentres {
            let middles = middles
            topology.append(("face_coordinates", "face_x face_y"))
            arrays += [
                OddArray("face_x", [("face", faces.count)], middles.longitudes, .float64, east),
                OddArray("face_y", [("face", faces.count)], middles.latitudes, .float64, north),
            ]
        }
        return OddStore([OddArray("mesh", [], [0], .int32, topology)] + arrays)
    }

    /// Triangles with corners of their own, as ICON writes them.
    package static func outlined() -> OddStore {
        let (nodes, triangles) = (nodes, faces.filter { $0.count == 3 })
        let corners = triangles.flatMap(\.self)
        let mean = { (numbers: [Double], row: [Int]) in row.reduce(0) { $0 + numbers[$1] } / 3 }
        let turned = nodes.longitudes.map { $0 < 0 ? $0 + 360 : $0 }
        return OddStore([
            OddArray(
                "clon",
                [("ncells", triangles.count)],
                triangles.map { mean(turned, $0) },
                .float64,
                east + [("bounds", "clon_vertices")]
            ),
            OddArray(
                "clat",
                [("ncells", triangles.count)],
                triangles.map { mean(nodes.latitudes, $0) },
                .float64,
                north + [("bounds", "clat_vertices")]
            ),
            OddArray(
                "clon_vertices",
                [("ncells", triangles.count), ("vertices", 3)],
                corners.map { turned[$0] }
            ),
            OddArray(
                "clat_vertices",
                [("ncells", triangles.count), ("vertices", 3)],
                corners.map { nodes.latitudes[$0] }
            ),
            variable("v", [("ncells", triangles.count)], [("coordinates", "clon clat")]),
        ])
    }

    /// Triangles by FVCOM's own names, with values on its nodes or elements.
    package static func fvcom(_ location: String = "nele") -> OddStore {
        let (nodes, triangles) = (nodes, faces.filter { $0.count == 3 })
        let columns = (0..<3).flatMap { corner in triangles.map { Double($0[corner] + 1) } }
        let size = location == "nele" ? triangles.count : nodes.longitudes.count
        return OddStore([
            OddArray("lon", [("node", nodes.longitudes.count)], nodes.longitudes, .float64, east),
            OddArray("lat", [("node", nodes.latitudes.count)], nodes.latitudes, .float64, north),
            OddArray("nv", [("three", 3), ("nele", triangles.count)], columns, .int32),
            variable("v", [(location, size)]),
        ])
    }
}
