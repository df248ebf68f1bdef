/// Which nodes, or edges, answer for places that are asked for one after the other: neighbouring ones often have the same.
///
/// The nearest answers where it is near enough, and elsewhere in a face its nearest corner. Where faces are known, what is
/// outside of all of them is so close to the nearest that it counts as its own, or is outside.
struct NodeReach: NearestRule {
    private let index: NodeIndex
    private let faces: FacesHeld?
    /// The node that was asked about last, and the squares of its reaches once it was asked about twice.
    private var node = -1
    private var squaredReach: Double?
    private var squaredRim: Double?
    /// The face that was found last.
    private var face = FaceIndex.none
    /// The pixels that are asked about, and the part of the faces' tree in which they lie once it is looked for.
    private var box: SphereBox?
    private var cut = TreeCut.whole

    let farthest: Float

    /// The faces around nodes for as long as their memory is held.
    private struct FacesHeld {
        let around: MeshFinder.FacesAround
        let pointers: FacePointers
    }

    /// Calls `body` with the rule, which it keeps no longer.
    @inline(__always)
    static func with<Result>(
        _ index: NodeIndex,
        around faces: MeshFinder.FacesAround?,
        _ body: (NodeReach) -> Result
    ) -> Result {
        let found = faces.flatMap { around in
            around.index.withPointers { pointers in
                body(NodeReach(index, around: FacesHeld(around: around, pointers: pointers)))
            }
        }
        return found ?? body(NodeReach(index, around: nil))
    }

    private init(_ index: NodeIndex, around faces: FacesHeld?) {
        (self.index, self.faces) = (index, faces)
        let farthest = index.isSparse ? 2 : Float(index.farthest.squareRoot()).nextUp
        // A face's corners are as far from its centre as anything that it holds.
        self.farthest = max(farthest, 2 * (faces?.around.index.farthest ?? 0))
    }

    mutating func begin(_ pixels: [PixelVectors.Placed]) {
        guard faces != nil else { return }
        (box, cut) = (pixels.box, .whole)
    }

    mutating func answer(_ nearest: Int, at place: UnitVector, about distance: Float) -> NearestAnswer {
        guard let nearest = index.near(place, nearest) else { return .unclear }
        return answer(nearest, at: place).map { .thing($0) } ?? .nothing
    }

    /// Where few others are around a node within what its distance says, by numbers that err outwards, it is near enough: so
    /// the others need not be looked for in the tree, nor the faces where none is nearer than its own.
    mutating func answer(
        _ nearest: SphereEntry,
        at place: UnitVector,
        about distance: Float,
        among others: borrowing PlaneCells
    ) -> NearestAnswer {
        let item = Int(nearest.item)
        guard !index.isSparse else { return answer(item, at: place, about: distance) }
        // The node itself is one of those that are counted.
        let isNear = { (count: Int, share: Double, others: borrowing PlaneCells) in
            let around = (distance + SphereTree.slack(distance)) / Float(share)
            let found = others.count(around: nearest, within: around + SphereTree.slack(around))
            return found.map { $0 <= count } ?? false
        }
        guard faces != nil else {
            return isNear(NodeIndex.others, NodeIndex.share, others)
                ? .thing(item) : answer(item, at: place, about: distance)
        }
        if isNear(1, NodeIndex.rimShare, others) { return .thing(item) }
        guard isInFace(place) else {
            guard let exact = index.near(place, item) else { return .unclear }
            return isBeside(exact) ? .thing(item) : .nothing
        }
        return isNear(NodeIndex.others, NodeIndex.share, others)
            ? .thing(item) : answer(item, at: place, about: distance)
    }

    mutating func answer(_ nearest: NearestItem, at place: UnitVector) -> Int? {
        guard faces != nil else { return isNear(nearest) ? nearest.item : nil }
        guard isInFace(place) else { return isBeside(nearest) ? nearest.item : nil }
        return isNear(nearest) ? nearest.item : corner(at: place)
    }

    /// Whether a node is near enough to answer; the reach of one that is asked about again is worth working out.
    private mutating func isNear(_ nearest: NearestItem) -> Bool {
        guard isKnown(nearest.item) else { return index.answers(nearest) }
        let reach = squaredReach ?? index.squaredReach(of: node)
        squaredReach = reach
        return nearest.squaredChord <= reach
    }

    /// The same outside of all faces.
    private mutating func isBeside(_ nearest: NearestItem) -> Bool {
        guard isKnown(nearest.item) else { return index.answersBesideFaces(nearest) }
        let reach = squaredRim ?? index.squaredRim(of: node)
        squaredRim = reach
        return nearest.squaredChord <= reach
    }

    /// Whether a node is the one that was asked about last.
    private mutating func isKnown(_ item: Int) -> Bool {
        guard item != node else { return true }
        (node, squaredReach, squaredRim) = (item, nil, nil)
        return false
    }

    /// Whether a face holds a place, among those of the pixels that are asked about.
    @inline(__always)
    private mutating func isInFace(_ place: UnitVector) -> Bool {
        guard let faces else { return false }
        if let box {
            cut.narrow(.whole, to: box, in: faces.pointers.tree)
            self.box = nil
        }
        let found = faces.pointers.face(holding: place, known: face, in: cut)
        if found >= 0 { face = found }
        return found >= 0
    }

    /// Of the corners of the face that holds a place the nearest that is a cell.
    private func corner(at place: UnitVector) -> Int? {
        guard let faces else { return nil }
        // Of faces that lie over each other the same as without a picture.
        let face = faces.pointers.face(holding: place, known: FaceIndex.none, in: .whole)
        guard face >= 0 else { return nil }
        var nearest: NearestItem?
        for corner in faces.around.index.faces.corners(of: Int(face)) {
            guard let other = index.near(place, Int(faces.around.cell(ofNode: corner))) else { continue }
            if let best = nearest, (best.squaredChord, best.item) <= (other.squaredChord, other.item) {
                continue
            }
            nearest = other
        }
        return nearest?.item
    }
}
