internal import JSON

/// Which arrays say something of others, as attributes have it (CF 1.11, appendix A; UGRID 1.0).
struct References {
    /// Attributes that name arrays of coordinates, of bounds, of the shape of cells.
    private static let attributes = [
        "bounds", "cell_measures", "climatology", "coordinates", "formula_terms", "geometry", "grid_mapping",
        "interior_ring", "mesh", "node_count", "node_coordinates", "nodes", "part_node_count",
        "edge_coordinates", "face_coordinates", "volume_coordinates", "edge_face_connectivity",
        "edge_node_connectivity", "face_edge_connectivity", "face_face_connectivity",
        "face_node_connectivity", "volume_node_connectivity",
    ]

    private let arrays: [String: StoredVariable]

    init(among arrays: [StoredVariable]) {
        self.arrays = Dictionary(arrays.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The names of all arrays that some refer to, and that these refer to in turn; a dimension refers to the array of its name.
    func all(from variables: [StoredVariable]) -> Set<String> {
        var found: Set<String> = []
        var waiting = variables
        while let array = waiting.popLast() {
            for name in Self.names(of: array) where found.insert(name).inserted {
                if let next = arrays[name] { waiting.append(next) }
            }
        }
        return found
    }

    private static func names(of array: StoredVariable) -> [String] {
        let listed = attributes.compactMap { array.attributes[$0]?.stringValue }
            .flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
        return array.dimensions.map(\.name) + listed
    }
}
