internal import CF
internal import Grids
internal import Zarr

/// The arrays that tell of a mesh, whoever wrote them.
struct MeshSource {
    let name: String
    let convention: MeshConvention
    /// Places of the nodes; nil where each cell has corners of its own, or none is known.
    var nodes: PlaceLine?
    /// The nodes of each face.
    var faceNodes: Table?
    /// The nodes of each edge.
    var edgeNodes: Table?
    /// Stated places of faces and edges.
    var faces, edges: PlaceLine?
    /// True where x and y of the nodes are on a plane, and nothing tells the projection.
    var isUnprojected = false
    /// Longitudes and latitudes of the corners of each face.
    var corners: (longitude: StoredVariable, latitude: StoredVariable)?

    /// A table with a row for each face or edge.
    struct Table {
        let array: StoredVariable
        /// Which of its two dimensions has the rows.
        let rows: Int
        /// What the first node is called, where something says so.
        var startIndex: Int?
        /// How many nodes each row has.
        var counts: StoredVariable?

        var dimension: StoredVariable.Dimension { array.dimensions[rows] }
        var width: Int { array.dimensions[1 - rows].size }

        /// - Returns: nil for an array without two dimensions. The rows are along `dimension` if it is one of the two,
        ///   else along the first.
        init?(_ array: StoredVariable?, along dimension: String?, startIndex: Int? = nil) {
            guard let array, array.dimensions.count == 2 else { return nil }
            self.array = array
            rows = array.dimensions[1].name == dimension && array.dimensions[0].name != dimension ? 1 : 0
            let stated = CFAttributes(array.attributes).number("start_index").flatMap { Int(exactly: $0) }
            self.startIndex = stated ?? startIndex
        }
    }

    init(name: String, convention: MeshConvention) {
        (self.name, self.convention) = (name, convention)
    }

    /// `ugrid` where the mesh is one by name or by the names of MPAS, `points` where only places and outlines are known.
    var kind: String { convention == .ugrid || convention == .mpas ? "ugrid" : "points" }

    /// The dimension of the values on faces, nodes or edges.
    func dimension(of location: MeshLocation) -> StoredVariable.Dimension? {
        switch location {
        case .node: nodes?.dimension
        case .edge: edgeNodes?.dimension ?? edges?.dimension
        case .face: faceNodes?.dimension ?? faces?.dimension
        }
    }

    /// What of a mesh is missing where it does not place its faces, nodes or edges.
    func lack(_ location: MeshLocation) -> MeshProblem {
        if isUnprojected { return .unprojected(mesh: name) }
        let hasNodes = nodes != nil || corners != nil
        return hasNodes && location != .node
            ? .noConnectivity(location, mesh: name) : .noNodePlaces(mesh: name)
    }

    /// Places of the cells that are stated.
    func places(of location: MeshLocation) -> PlaceLine? {
        let pair =
            switch location {
            case .node: nodes
            case .edge: edges
            case .face: faces
            }
        return pair?.dimension == dimension(of: location) ? pair : nil
    }
}
