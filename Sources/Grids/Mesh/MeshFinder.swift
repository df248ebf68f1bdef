internal import Execution

/// How the cells of a mesh are found by a place.
package enum MeshFinder: Sendable {
    /// By their outlines; those that have none by their stated centres, among all of them.
    case faces(FaceIndex, bare: NodeIndex?)
    /// By being near, and by the faces around them where there are any.
    case nodes(NodeIndex, around: NodeFaces?)

    /// Faces of a mesh, of whose corners some are cells.
    package struct NodeFaces: Sendable {
        package let index: FaceIndex
        /// The cell of each node, −1 for none; nil where nodes and cells are the same.
        package let cells: FlatArray<Int32>?

        package init(index: FaceIndex, cells: FlatArray<Int32>?) {
            (self.index, self.cells) = (index, cells)
        }

        @inline(__always)
        func cell(ofNode node: Int32) -> Int32 {
            guard let cells else { return node }
            return node >= 0 && Int(node) < cells.count ? cells[Int(node)] : -1
        }
    }

    var flaws: FaceFlaws {
        switch self {
        case .faces(let index, _): index.faces.flaws
        case .nodes: FaceFlaws()
        }
    }

    func hasSameCells(as other: MeshFinder) -> Bool {
        switch (self, other) {
        case (.faces(let index, let bare), .faces(let other, let otherBare)):
            bare?.nodes == otherBare?.nodes && index.nodes == other.nodes
                && index.faces.count == other.faces.count && index.faces.offsets == other.faces.offsets
                && index.faces.corners == other.faces.corners
        case (.nodes(let index, let faces), .nodes(let other, let otherFaces)):
            index.nodes == other.nodes && (faces == nil) == (otherFaces == nil)
                && faces?.cells == otherFaces?.cells
                && faces?.index.faces.corners == otherFaces?.index.faces.corners
        default: false
        }
    }
}

extension MeshFinder {
    /// The cell that a place means; −1 for none.
    func cell(at place: UnitVector) -> Int32 {
        switch self {
        case .faces(let index, let bare):
            let face = index.face(holding: place)
            guard face < 0, let bare else { return face }
            return Self.bareFace(at: place, index, bare)
        case .nodes(let index, let faces):
            guard let nearest = index.tree.nearest(to: place, in: index.nodes) else { return -1 }
            var reach = NodeReach(index, around: faces)
            return reach.answer(nearest, at: place).map { Int32(truncatingIfNeeded: $0) } ?? -1
        }
    }

    /// The face without outline whose centre is the nearest of all, where it is near enough.
    static func bareFace(at place: UnitVector, _ index: FaceIndex, _ centres: NodeIndex) -> Int32 {
        guard
            let nearest = centres.tree.nearest(to: place, in: centres.nodes, within: centres.farthest),
            index.faces.corners(of: nearest.item).isEmpty,
            centres.answers(nearest)
        else { return FaceIndex.none }
        return Int32(truncatingIfNeeded: nearest.item)
    }
}
