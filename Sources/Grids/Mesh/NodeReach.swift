/// Which nodes answer for places that are asked for one after the other: neighbouring ones often have the same.
///
/// The nearest node answers where it is near enough. Elsewhere in a face its nearest corner does.
struct NodeReach: NearestRule {
    private let index: NodeIndex
    private let faces: MeshFinder.NodeFaces?
    /// The node that was asked about last, and the square of its reach once it was asked about twice.
    private var node = -1
    private var squaredReach: Double?
    /// The face that was found last.
    private var face = FaceIndex.none

    let farthest: Float

    init(_ index: NodeIndex, around faces: MeshFinder.NodeFaces?) {
        (self.index, self.faces) = (index, faces)
        let farthest = index.isSparse ? 2 : Float(index.farthest.squareRoot()).nextUp
        // A face's corners are as far from its centre as anything that it holds.
        self.farthest = max(farthest, 2 * (faces?.index.farthest ?? 0))
    }

    mutating func answer(_ nearest: Int, at place: UnitVector, about distance: Float) -> NearestAnswer {
        guard let nearest = index.near(place, nearest) else { return .unclear }
        return answer(nearest, at: place).map { .thing($0) } ?? .nothing
    }

    /// Where fewer than six others are around a node within what its distance says, by numbers that err outwards, it is near
    /// enough: so the others need not be looked for in the tree.
    mutating func answer(
        _ nearest: SphereEntry,
        at place: UnitVector,
        about distance: Float,
        among others: borrowing PlaneCells
    ) -> NearestAnswer {
        let item = Int(nearest.item)
        if !index.isSparse {
            let around = (distance + SphereTree.slack(distance)) / Float(NodeIndex.share)
            // The node itself is one of those that are counted.
            if let count = others.count(around: nearest, within: around + SphereTree.slack(around)),
                count <= NodeIndex.others
            {
                return .thing(item)
            }
        }
        return answer(item, at: place, about: distance)
    }

    mutating func answer(_ nearest: NearestItem, at place: UnitVector) -> Int? {
        isNear(nearest) ? nearest.item : corner(at: place)
    }

    /// Whether a node is near enough to answer; the reach of one that is asked about again is worth working out.
    private mutating func isNear(_ nearest: NearestItem) -> Bool {
        guard nearest.item == node else {
            (node, squaredReach) = (nearest.item, nil)
            return index.answers(nearest)
        }
        let reach = squaredReach ?? index.squaredReach(of: node)
        squaredReach = reach
        return nearest.squaredChord <= reach
    }

    /// Of the corners of the face that holds a place the nearest that is a cell.
    private mutating func corner(at place: UnitVector) -> Int? {
        guard let faces else { return nil }
        face = faces.index.face(holding: place, known: face)
        guard face >= 0 else { return nil }
        var nearest: NearestItem?
        for corner in faces.index.faces.corners(of: Int(face)) {
            guard let other = index.near(place, Int(faces.cell(ofNode: corner))) else { continue }
            if let best = nearest, (best.squaredChord, best.item) <= (other.squaredChord, other.item) {
                continue
            }
            nearest = other
        }
        return nearest?.item
    }
}
