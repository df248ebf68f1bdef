/// How many faces of a mesh have no outline, by what hinders.
package struct FaceFlaws: Sendable, Hashable {
    /// A corner is no node of the mesh, or one that has no place.
    package var astray = 0
    /// Fewer than three different nodes.
    package var tooFew = 0
    /// A node comes twice, edges cross, or corners lie all round the Earth.
    package var crossing = 0
    /// More corners than any face of a mesh has.
    package var tooMany = 0
    /// An edge is far longer than edges are, as where a node is at a place that nobody wrote.
    package var far = 0

    package init() {}

    package var count: Int { astray + tooFew + crossing + tooMany + far }
}
