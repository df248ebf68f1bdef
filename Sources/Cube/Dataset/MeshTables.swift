internal import CF
internal import JSON

/// The arrays that say how the parts of meshes hang together: numbers of nodes, faces and edges of the whole mesh (UGRID 1.0;
/// digest: cf.md, section 12).
///
/// Of a part of a mesh they say nothing right, and they tell how much there is of the whole.
struct MeshTables {
    /// Names of those that attributes point out, or that models call so.
    let names: Set<String>

    init(among arrays: [StoredVariable]) {
        var names: Set<String> = []
        for array in arrays {
            let role = CFAttributes(array.attributes).text("cf_role")?.lowercased() ?? ""
            if role.hasSuffix(Self.ending) || role == "location_index_set" { names.insert(array.name) }
            for (attribute, value) in array.attributes.entries where attribute.hasSuffix(Self.ending) {
                if let name = value.stringValue { names.insert(name) }
            }
        }
        self.names = names.union(
            arrays.map(\.name).filter { Self.ofMPAS.contains($0) || Self.ofModels.contains($0) }
        )
    }

    private static let ending = "_connectivity"
    /// Of FVCOM and FESOM.
    private static let ofModels: Set<String> = ["nv", "nbe", "nbsn", "nbve", "elements"]

    /// Arrays of MPAS's meshes beside places and numbers.
    static let ofMPAS: Set<String> = [
        "cellsOnCell", "edgesOnCell", "verticesOnCell", "nEdgesOnCell", "edgesOnEdge", "nEdgesOnEdge",
        "cellsOnEdge",
        "verticesOnEdge", "cellsOnVertex", "edgesOnVertex", "weightsOnEdge", "kiteAreasOnVertex",
    ]
}
