internal import CF
internal import JSON
internal import Zarr

/// Tells data from what describes data (digest: cf.md, section 2).
struct Classification {
    /// Names of arrays that are coordinates, bounds, mappings and the like.
    let helpers: Set<String>

    private static let referring = [
        "bounds", "climatology", "coordinates", "grid_mapping", "mesh", "geometry", "nodes", "node_count",
        "interior_ring", "part_node_count", "node_coordinates", "edge_coordinates", "face_coordinates",
        "face_node_connectivity", "latitude_dimension", "points_per_latitude",
        "accumulated_points_per_latitude",
        "edge_node_connectivity", "face_face_connectivity", "face_edge_connectivity",
        "edge_face_connectivity", "boundary_node_connectivity", "location_index_set",
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
                    // No data are the mesh that they lie on.
                    if attribute == "mesh", name == variable.name { continue }
                    if let referred = arrays[name.hasSuffix(":") ? String(name.dropLast()) : name] {
                        helpers.insert(referred.name)
                    }
                }
            }
            helpers.formUnion(Self.verticalTerms(of: variable, attributes, arrays))
            if Self.isHelper(variable, attributes, arrays) { helpers.insert(variable.name) }
        }
        self.helpers = helpers.union(MeshSource.tables(in: arrays))
    }

    /// Whether an array is a data variable.
    func isData(_ variable: StoredVariable) -> Bool {
        !variable.dimensions.isEmpty && !helpers.contains(variable.name)
            && !variable.dimensions.contains { $0.size == 0 }
    }

    /// Attributes that place cells.
    private static let placing = ["mesh", "coordinates", "grid_mapping"]

    /// Terms of a parametric coordinate that lie along that coordinate alone, such as `a` and `b`, and their bounds; a term that
    /// says where its cells are is data, such as the depth of a sea with sigma levels of each node.
    private static func verticalTerms(
        of variable: StoredVariable,
        _ attributes: CFAttributes,
        _ arrays: ArrayCatalogue
    ) -> [String] {
        let dimensions = Set(variable.dimensions.map(\.name))
        return attributes.names("formula_terms").compactMap { word in
            let name = word.split(separator: ":").last.map(String.init) ?? word
            guard let term = arrays[name], dimensions.isSuperset(of: term.dimensions.map(\.name)),
                placing.allSatisfy({ term.attributes[$0] == nil })
            else { return nil }
            return term.name
        }
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
        if variable.attributes["cf_role"] != nil || variable.isListOfPixels { return true }
        let evidence = AxisEvidence.of(name: variable.name, attributes: attributes, isCoordinate: isSmall)
        let isPlace = evidence?.meaning == .longitude || evidence?.meaning == .latitude
        if isPlace, evidence.map({ $0.rank <= 3 || isSmall }) ?? false { return true }
        let times: [AxisEvidence.Meaning] = [.time, .referenceTime, .lead]
        let isTime = evidence.map { times.contains($0.meaning) } ?? false
        if isTime, isSmall, evidence.map({ $0.rank < AxisEvidence.byName }) ?? false { return true }
        let isAlongOne = variable.dimensions.count == 1 && variable.attributes["formula_terms"] != nil
        return isAlongOne
    }
}
