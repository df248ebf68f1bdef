internal import CF
internal import Grids
internal import JSON
internal import Zarr

extension MeshSource {
    /// A mesh by the variable that UGRID describes it with.
    ///
    /// - Returns: nil for a variable that is not there, or describes none.
    init?(ugrid name: String, _ arrays: ArrayCatalogue) {
        guard let attributes = arrays.attributes(of: name),
            attributes.text("cf_role")?.lowercased() == "mesh_topology"
        else { return nil }
        self.init(name: name, convention: .ugrid)
        nodes = Self.line(attributes.names("node_coordinates"), arrays)
        faces = Self.line(attributes.names("face_coordinates"), arrays)
        edges = Self.line(attributes.names("edge_coordinates"), arrays)
        faceNodes = Self.table(.face, of: name, attributes, arrays, faces?.dimension.name)
        edgeNodes = Self.table(.edge, of: name, attributes, arrays, edges?.dimension.name)
    }

    /// Longitudes and latitudes; else x and y, of which nothing is known yet but that they are.
    private static func line(_ names: [String], _ arrays: ArrayCatalogue) -> PlaceLine? {
        // Of four arrays two may be in degrees (UGRID 1.0, node_coordinates of projected meshes).
        PlaceLine(names, arrays) ?? PlaceLine(plane: names, arrays)
    }

    /// What is read of a mesh that UGRID describes.
    static func arrays(ofMesh name: String, _ arrays: ArrayCatalogue) -> [StoredVariable] {
        guard let source = MeshSource(ugrid: name, arrays) else { return [] }
        let places = [source.nodes, source.faces, source.edges].compactMap(\.self)
        return places.flatMap { [$0.longitude, $0.latitude] }
            + [source.faceNodes, source.edgeNodes].compactMap { $0?.array }
    }

    private static func table(
        _ location: MeshLocation,
        of mesh: String,
        _ attributes: CFAttributes,
        _ arrays: ArrayCatalogue,
        _ placed: String?
    ) -> Table? {
        let word = location.rawValue
        guard let array = attributes.text("\(word)_node_connectivity").flatMap({ arrays[$0] }) else {
            return nil
        }
        let dimension =
            attributes.text("\(word)_dimension") ?? placed ?? dataDimension(location, of: mesh, array, arrays)
        return Table(array, along: dimension)
    }

    /// The dimension of a table that values on the mesh have too: of a transposed table only that tells.
    private static func dataDimension(
        _ location: MeshLocation,
        of mesh: String,
        _ table: StoredVariable,
        _ arrays: ArrayCatalogue
    ) -> String? {
        let names = Set(table.dimensions.map(\.name))
        for variable in arrays.onMeshes[mesh] ?? []
        where CFAttributes(variable.attributes).text("location")?.lowercased() == location.rawValue {
            if let name = variable.dimensions.map(\.name).last(where: names.contains) { return name }
        }
        return nil
    }
}
