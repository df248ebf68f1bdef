internal import Execution

/// How the cells of a mesh are found by a place.
package enum MeshFinder: Sendable {
    /// By their outlines; those that have none by their stated centres, among all of them.
    case faces(FaceIndex, bare: NodeIndex?)
    /// By being near, and where faces are known by these.
    case nodes(NodeIndex, around: FacesAround?)

    /// Faces of a mesh whose nodes, or edges, are the cells.
    package struct FacesAround: Sendable {
        package let index: FaceIndex
        package let corners: Corners

        /// Which cells the corners of faces are.
        package enum Corners: Sendable, Equatable {
            /// Nodes and cells are the same.
            case cells
            /// The cell of each node, −1 for none.
            case listed(FlatArray<Int32>)
            /// None: the cells are edges.
            case none
        }

        package init(index: FaceIndex, corners: Corners) {
            (self.index, self.corners) = (index, corners)
        }

        /// −1 for none.
        func cell(ofNode node: Int32) -> Int32 {
            switch corners {
            case .cells: node
            case .listed(let cells): node >= 0 && Int(node) < cells.count ? cells[Int(node)] : -1
            case .none: -1
            }
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
                && faces?.corners == otherFaces?.corners
                && faces?.index.faces.offsets == otherFaces?.index.faces.offsets
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
            return NodeReach.with(index, around: faces) { rule in
                var rule = rule
                return rule.answer(nearest, at: place).map { Int32(truncatingIfNeeded: $0) } ?? -1
            }
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
