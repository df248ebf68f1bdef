internal import JSON
internal import Zarr

/// Tells data from what describes data (digest: cf.md, section 2).
struct Classification {
    /// Names of arrays that are coordinates, bounds, mappings and the like.
    let helpers: Set<String>

    private static let referring = [
        "bounds", "climatology", "coordinates", "grid_mapping", "mesh", "geometry", "nodes", "node_count",
        "interior_ring", "node_coordinates", "edge_coordinates", "face_coordinates", "face_node_connectivity",
        "edge_node_connectivity", "face_face_connectivity", "face_edge_connectivity",
        "edge_face_connectivity",
    ]
    private static let marking = [
        "cf_role", "grid_mapping_name", "compress", "sample_dimension", "instance_dimension", "crs_wkt",
        "spatial_ref",
    ]

    init(_ arrays: ArrayCatalogue) {
        var helpers: Set<String> = []
        for variable in arrays.all {
            let attributes = CFAttributes(variable.attributes)
            for attribute in Self.referring {
                for name in attributes.names(attribute) {
                    if let referred = arrays[name.hasSuffix(":") ? String(name.dropLast()) : name] {
                        helpers.insert(referred.name)
                    }
                }
            }
            if Self.isHelper(variable, attributes, arrays) { helpers.insert(variable.name) }
        }
        self.helpers = helpers
    }

    /// Whether an array is a data variable.
    func isData(_ variable: StoredVariable) -> Bool {
        !variable.dimensions.isEmpty && !helpers.contains(variable.name)
            && !variable.dimensions.contains { $0.size == 0 }
    }

    private static func isHelper(
        _ variable: StoredVariable,
        _ attributes: CFAttributes,
        _ arrays: ArrayCatalogue
    ) -> Bool {
        if variable.dimensions.count == 1, variable.dimensions[0].name == variable.name { return true }
        // A data variable may carry its own CRS text; a mapping has at most a dimension of its own.
        let isSmall = variable.dimensions.count <= 1
        if marking.contains(where: { variable.attributes[$0] != nil }), isSmall { return true }
        if variable.attributes["cf_role"] != nil { return true }
        let evidence = AxisEvidence.of(name: variable.name, attributes: attributes, isCoordinate: isSmall)
        let isPlace = evidence?.meaning == .longitude || evidence?.meaning == .latitude
        if isPlace, evidence.map({ $0.rank <= 3 || isSmall }) ?? false { return true }
        let isAlongOne = variable.dimensions.count == 1 && variable.attributes["formula_terms"] != nil
        return isAlongOne
    }
}
