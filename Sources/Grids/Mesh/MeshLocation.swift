/// What of a mesh values lie on (UGRID 1.0, attribute `location`).
package enum MeshLocation: String, Sendable, CaseIterable {
    case node, edge, face
}
