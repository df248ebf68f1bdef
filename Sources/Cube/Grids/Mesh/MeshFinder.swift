internal import Execution

/// How the cells of a mesh are found by a place.
enum MeshFinder: Sendable {
    /// By their outlines; those that have none by their stated centres, among all of them.
    case faces(FaceIndex, bare: NodeIndex?)
    /// By being near, and by the faces around them where there are any.
    case nodes(NodeIndex, around: NodeFaces?)

    /// Faces of a mesh, of whose corners some are cells.
    struct NodeFaces: Sendable {
        let index: FaceIndex
        /// The cell of each node, −1 for none; nil where nodes and cells are the same.
        let cells: FlatArray<Int32>?

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

    /// Of the faces that are looked at.
    var faceTree: SphereTree? {
        switch self {
        case .faces(let index, _): index.tree
        case .nodes(_, let around): around?.index.tree
        }
    }

    /// Of the places that are looked at.
    var nodeIndex: NodeIndex? {
        switch self {
        case .faces(_, let bare): bare
        case .nodes(let index, _): index
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

/// Finds cells for places one after the other: neighbouring ones are often in one cell.
struct MeshSearch {
    private let finder: MeshFinder
    /// The face that was found last.
    private var face = FaceIndex.none
    /// The node that was found last.
    private var node = -1
    private var reach: NodeReach?
    /// Where of the trees cells are looked for: in the large block of pixels and in the small one.
    private var faceBlock = TreeCut.whole
    private var (nodeBlock, nodePart) = (TreeCut.whole, TreeCut.whole)

    init(_ finder: MeshFinder) {
        self.finder = finder
        reach = finder.nodeIndex.map(NodeReach.init)
    }

    /// Turns to the places of a block of pixels in a box: only these may be asked for until the next one.
    mutating func enter(block box: SphereBox) {
        if let tree = finder.faceTree { faceBlock = TreeCut.whole.narrowed(to: box, in: tree) }
        if let index = finder.nodeIndex { nodeBlock = index.cut(around: box, from: .whole) }
        nodePart = nodeBlock
    }

    /// Whether the parts of a block have cuts of their own: faces are found as fast from that of the block.
    var hasParts: Bool { finder.nodeIndex != nil }

    /// Turns to a part of the block.
    mutating func enter(part box: SphereBox) {
        guard let index = finder.nodeIndex else { return }
        nodePart = index.cut(around: box, from: nodeBlock)
    }

    /// The cell that a place means; −1 for none.
    mutating func cell(at place: UnitVector) -> Int32 {
        switch finder {
        case .faces(let index, let bare):
            face = index.face(holding: place, known: face, in: faceBlock)
            guard face < 0, let bare else { return face }
            return bareFace(at: place, index, bare)
        case .nodes(let index, let faces): return cell(at: place, index, faces)
        }
    }

    /// The face without outline whose centre is the nearest of all, where it is near enough.
    private mutating func bareFace(at place: UnitVector, _ index: FaceIndex, _ centres: NodeIndex) -> Int32 {
        guard let nearest = centres.nearest(to: place, in: nodePart),
            index.faces.corners(of: nearest.item).isEmpty,
            centres.answers(nearest)
        else { return FaceIndex.none }
        return Int32(nearest.item)
    }

    private mutating func cell(at place: UnitVector, _ index: NodeIndex, _ faces: MeshFinder.NodeFaces?)
        -> Int32
    {
        if let faces { face = faces.index.face(holding: place, known: face, in: faceBlock) }
        let corner = faces.flatMap { nearestCorner(to: place, index, $0) }
        let known = corner ?? (node >= 0 ? index.near(place, node) : nil)
        guard let nearest = index.nearest(to: place, known: known, in: nodePart) else { return -1 }
        node = nearest.item
        if corner?.item == nearest.item || reach?.answers(nearest) == true { return Int32(nearest.item) }
        return corner.map { Int32($0.item) } ?? -1
    }

    /// Of the corners of the face that holds a place the nearest that is a cell.
    private func nearestCorner(
        to place: UnitVector,
        _ index: NodeIndex,
        _ faces: MeshFinder.NodeFaces
    ) -> NearestItem? {
        guard face >= 0 else { return nil }
        var nearest: NearestItem?
        for corner in faces.index.faces.corners(of: Int(face)) {
            guard let other = index.near(place, Int(faces.cell(ofNode: corner))) else { continue }
            if let best = nearest, (best.squaredChord, best.item) <= (other.squaredChord, other.item) {
                continue
            }
            nearest = other
        }
        return nearest
    }
}
