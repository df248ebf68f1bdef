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
        /// Of each cell that is a node the chord within which there are faces on all sides; empty where nothing is known of it.
        let surrounded: FlatArray<Float>

        /// Which cells the corners of faces are.
        package enum Corners: Sendable, Equatable {
            /// Nodes and cells are the same.
            case cells
            /// The cell of each node, −1 for none.
            case listed(FlatArray<Int32>)
            /// None: the cells are edges.
            case none
        }

        init(index: FaceIndex, corners: Corners, surrounded: FlatArray<Float> = []) {
            (self.index, self.corners, self.surrounded) = (index, corners, surrounded)
        }

        /// Faces whose nodes are the cells.
        package init(aroundNodes index: FaceIndex) {
            let surrounded = SurroundedNodes(index.faces, nodes: index.nodes)
            self.init(index: index, corners: .cells, surrounded: surrounded.chords)
        }

        /// Faces around the middles of their edges.
        package init(aroundEdges index: FaceIndex) {
            self.init(index: index, corners: .none)
        }

        /// Bytes that it takes beside the faces.
        package static func bytes(nodes: Int) -> Int { nodes * MemoryLayout<Float>.stride }

        /// The same faces around some of their nodes in the order of a list, or around edges; −1 stands for none.
        package func listed(_ cells: [Int32]) -> FacesAround {
            guard corners != .none else { return self }
            var positions = [Int32](repeating: -1, count: index.nodes.count)
            for (position, cell) in cells.enumerated() where positions.indices.contains(Int(cell)) {
                positions[Int(cell)] = Int32(position)
            }
            let chords = cells.map { surrounded.indices.contains(Int($0)) ? surrounded[Int($0)] : 0 }
            return FacesAround(
                index: index,
                corners: .listed(FlatArray(positions)),
                surrounded: FlatArray(chords)
            )
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
