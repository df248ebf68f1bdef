internal import CF
package import Grids

/// What can be wrong with a mesh, or has to be known of one (UGRID 1.0; digest: cf.md, section 12).
package enum MeshProblem: Sendable, Hashable {
    /// What `mesh` names is no mesh topology, or is not there.
    case noTopology(name: String)
    /// The nodes of a mesh have no longitudes and latitudes.
    case noNodePlaces(mesh: String)
    /// A location that meshes do not have, or whose values are not placed: `volume`, `boundary`.
    case location(String)
    /// None of the variable's dimensions is that of the mesh's faces, nodes or edges.
    case noDimension(MeshLocation, mesh: String)
    /// The table of the nodes of each face or edge is missing, or is not two-dimensional.
    case noConnectivity(MeshLocation, mesh: String)
    /// No attribute says where a table counts from: its numbers are from 1 to the number of nodes.
    case countsFromOne
    /// A number behind the last node of faces that is no node's, and that nothing says to mark what is missing.
    case fillIsAssumed(Double)
    /// Faces without outline: a part of all.
    case outlines(FaceFlaws, of: Int)
    /// Places that nobody wrote: the pair of a fill value more than once, 0/0 or −1/−1 more than twice.
    case unwritten(Int)
    /// Latitudes beyond 90 degrees.
    case beyondPoles(Int)
    /// Places that are no degrees, and that nothing marks as missing.
    case outOfRange(Int)
    /// Nodes in lengths on a plane, and nothing says by which projection.
    case unprojected(mesh: String)
    /// Edges one of whose ends is no node.
    case edges(Int, of: Int)
    /// Indices of a `location_index_set` that mean nothing.
    case listed(Int, of: Int)
    /// CF says nothing of the mesh: a model's own names do.
    case byNames(MeshConvention)
    /// The places of the cells are in another file, of that name or number.
    case elsewhere(attribute: String, value: String)
}

/// Whose names tell of a mesh.
package enum MeshConvention: String, Sendable, Hashable {
    case ugrid = "UGRID"
    case mpas = "MPAS"
    case fvcom = "FVCOM"
    case fesom = "FESOM"
    case icon = "ICON"
    /// Outlines of cells as bounds of their places (CF 1.11, section 7.1).
    case bounds = "CF"
}

extension MeshProblem {
    var severity: MetadataProblem.Severity {
        switch self {
        case .byNames: .note
        default: .warning
        }
    }

    /// What is wrong, about a subject that is named elsewhere.
    var text: String {
        switch self {
        case .noTopology(let name):
            "its mesh '\(name)' is not there, or no variable with cf_role = mesh_topology"
        case .noNodePlaces(let mesh):
            "the nodes of its mesh '\(mesh)' have no longitudes and latitudes along one dimension"
        case .location(let location):
            "its location '\(location)' is none of node, edge and face: its mesh does not place it"
        case .noDimension(let location, let mesh):
            "none of its dimensions is that of the \(location.rawValue)s of its mesh '\(mesh)'"
        case .noConnectivity(let location, let mesh):
            "the nodes of each \(location.rawValue) of its mesh '\(mesh)' are not known: \(Self.without(location))"
        case .countsFromOne: "counts from 1, which no start_index says"
        case .fillIsAssumed(let fill):
            "has \(Axis.text(fill)) behind the last node of faces, which no _FillValue says to mark what is missing: taken for that"
        case .outlines(let flaws, let all):
            "\(flaws.count) of its \(all) faces have no outline (\(Self.reasons(flaws))): only their stated centres answer"
        case .unwritten(let count): MetadataProblem.unwrittenPlaces(count: count).text
        case .beyondPoles(let count): MetadataProblem.placesBeyondPoles(count: count).text
        case .outOfRange(let count): MetadataProblem.placesOutOfRange(count: count).text
        case .unprojected(let mesh):
            "the nodes of its mesh '\(mesh)' have x and y on a plane or about another pole, and no grid mapping tells the projection"
        case .edges(let count, let all): "\(count) of its \(all) edges end at no node: they have no place"
        case .listed(let count, let all): "\(count) of its \(all) indices mean nothing in its mesh, or repeat"
        case .byNames(let convention):
            "is known as a part of a mesh by the names that \(convention.rawValue) writes: no attribute says it"
        case .elsewhere(let attribute, let value):
            "the places of its cells are in another file (\(attribute): \(DisplayText.title(value)))"
        }
    }

    private static func without(_ location: MeshLocation) -> String {
        location == .face
            ? "the nearest centre answers, where centres are stated" : "their stated places count"
    }

    private static func reasons(_ flaws: FaceFlaws) -> String {
        [
            (flaws.astray, "with corners that are no nodes"),
            (flaws.tooFew, "with fewer than three different nodes"),
            (flaws.crossing, "with nodes that repeat or edges that cross"),
            (flaws.tooMany, "with too many corners"),
            (flaws.far, "with an edge more than twenty times as long as edges are, and as their shortest"),
        ].filter { $0.0 > 0 }.map { "\($0) \($1)" }.joined(separator: ", ")
    }

    /// How its owner can mend it.
    var remedy: String {
        switch self {
        case .noTopology:
            "Write the variable with cf_role = mesh_topology, or take the attribute 'mesh' away."
        case .noNodePlaces: "Name longitudes and latitudes of the nodes, in degrees, in node_coordinates."
        case .location: "Write node, edge or face, or name the longitudes and latitudes in 'coordinates'."
        case .noDimension: "Give the values the dimension of the mesh, or correct 'location'."
        case .noConnectivity(let location, _):
            "Write \(location.rawValue)_node_connectivity, nodes by \(location.rawValue)s."
        case .countsFromOne: "Write start_index = 1."
        case .fillIsAssumed(let fill): "Write _FillValue = \(Axis.text(fill))."
        case .outlines:
            "Write for each face three or more different nodes of the mesh, in order around it, and each node's own place."
        case .unwritten(let count): MetadataProblem.unwrittenPlaces(count: count).remedy
        case .beyondPoles(let count): MetadataProblem.placesBeyondPoles(count: count).remedy
        case .outOfRange(let count): MetadataProblem.placesOutOfRange(count: count).remedy
        case .unprojected:
            "Name a variable with the reference system of x and y (grid_mapping_name, crs_wkt or an EPSG code) in 'grid_mapping', or "
                + "write longitudes and latitudes in degrees."
        case .edges: "Write two nodes of the mesh for each edge."
        case .listed: "Write each index once, from start_index on."
        case .byNames: "Nothing is wrong: a mesh_topology variable (UGRID) says it to every program."
        case .elsewhere:
            "Write longitudes and latitudes from that file, with their bounds, along the dimension of the cells."
        }
    }
}

extension PlaceFlaws {
    /// What is told of the places of a list.
    var problems: [MeshProblem] {
        (unwritten > 0 ? [.unwritten(unwritten)] : []) + (beyondPoles > 0 ? [.beyondPoles(beyondPoles)] : [])
            + (outOfRange > 0 ? [.outOfRange(outOfRange)] : [])
    }
}
