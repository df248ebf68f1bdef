/// Which nodes, or edges, answer for places that are asked for one after the other: neighbouring ones often have the same.
///
/// The nearest answers where it is near enough, and elsewhere in a face its nearest corner. Where faces are known, what is
/// outside of all of them is so close to the nearest that it counts as its own, or is outside.
struct NodeReach: NearestRule {
    private let index: NodeIndex
    private let faces: FacePointers?
    private let around: MeshFinder.FacesAround?
    private let surrounded: UnsafeBufferPointer<Float>
    /// The node that was asked about last, and the squares of its reaches once it was asked about twice.
    private var node = -1
    private var squaredReach: Double?
    private var squaredRim: Double?
    /// The face that was found last.
    private var face = FaceIndex.none
    /// The box of the pixels that are asked about, and where of the faces' tree they lie once that was looked for.
    private var block = SphereBox.whole
    private var large = TreeCut.whole
    private var isNarrowed = true
    /// The same of the places that are next to one of them.
    private var beside = SphereBox.whole
    private var small = TreeCut.whole

    let farthest: Float

    /// Calls `body` with the rule, which it keeps no longer.
    @inline(__always)
    static func with<Result>(
        _ index: NodeIndex,
        around faces: MeshFinder.FacesAround?,
        _ body: (NodeReach) -> Result
    ) -> Result {
        let found = faces.flatMap { around in
            around.index.withPointers { pointers in
                around.surrounded.withUnsafeBufferPointer { surrounded in
                    body(NodeReach(index, around: around, pointers, surrounded))
                }
            }
        }
        // Where a box leaves none of the faces, all that is left is outside of them.
        return found ?? body(NodeReach(index, around: faces, nil, UnsafeBufferPointer(start: nil, count: 0)))
    }

    /// The faces, which are held for as long as the rule is used, are those around the nodes.
    private init(
        _ index: NodeIndex,
        around: MeshFinder.FacesAround?,
        _ faces: FacePointers?,
        _ surrounded: UnsafeBufferPointer<Float>
    ) {
        (self.index, self.around, self.faces, self.surrounded) = (index, around, faces, surrounded)
        let farthest = index.isSparse ? 2 : Float(index.farthest.squareRoot()).nextUp
        // A face's corners are as far from its centre as anything that it holds.
        self.farthest = max(farthest, 2 * (around?.index.farthest ?? 0))
    }

    mutating func begin(_ pixels: [PixelVectors.Placed]) {
        guard faces != nil, let box = pixels.box else { return }
        (block, isNarrowed, beside) = (box, false, .empty)
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
        let near = Self.outwards(distance, NodeIndex.share)
        guard around != nil else {
            let count = others.count(around: nearest, within: near)?.all
            return isFew(count) ? .thing(item) : answer(item, at: place, about: distance)
        }
        if isSurrounded(item, distance + SphereTree.slack(distance)) {
            let count = others.count(around: nearest, within: near)?.all
            return isFew(count) ? .thing(item) : answer(item, at: place, about: distance)
        }
        let beside = Self.outwards(distance, NodeIndex.rimShare)
        let counts = others.count(around: nearest, within: beside, and: near)
        if let counts, counts.all <= 1 { return .thing(item) }
        guard isInFace(place) else {
            guard let exact = index.near(place, item) else { return .unclear }
            return isBeside(exact) ? .thing(item) : .nothing
        }
        let count = counts?.near ?? others.count(around: nearest, within: near)?.all
        return isFew(count) ? .thing(item) : answer(item, at: place, about: distance)
    }

    /// How far others count where a distance is a share of how far they are.
    @inline(__always)
    private static func outwards(_ distance: Float, _ share: Double) -> Float {
        let around = (distance + SphereTree.slack(distance)) / Float(share)
        return around + SphereTree.slack(around)
    }

    /// Whether no more than six others are near; the node itself is one of those that are counted.
    @inline(__always)
    private func isFew(_ count: Int?) -> Bool { count.map { $0 <= NodeIndex.others } ?? false }

    mutating func answer(_ nearest: NearestItem, at place: UnitVector) -> Int? {
        guard around != nil else { return isNear(nearest) ? nearest.item : nil }
        let chord = Float(nearest.squaredChord.squareRoot()).nextUp
        guard isSurrounded(nearest.item, chord) || isInFace(place) else {
            return isBeside(nearest) ? nearest.item : nil
        }
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

    /// Whether faces hold all places so far from a node.
    @inline(__always)
    private func isSurrounded(_ item: Int, _ chord: Float) -> Bool {
        UInt(bitPattern: item) < UInt(surrounded.count) && chord <= surrounded[item]
    }

    /// Whether a face holds a place, which is among the pixels that are asked about.
    @inline(__always)
    private mutating func isInFace(_ place: UnitVector) -> Bool {
        guard let faces else { return false }
        return faces.hold(place, face) || isInOther(faces, place)
    }

    /// The same of all faces, which is as good as known for the next.
    @inline(never)
    private mutating func isInOther(_ faces: FacePointers, _ place: UnitVector) -> Bool {
        if !beside.holds(place) { narrow(around: place, in: faces.tree) }
        let found = faces.face(holding: place, known: FaceIndex.none, in: small)
        if found >= 0 { face = found }
        return found >= 0
    }

    /// The part of a block of pixels around one that is looked at at once.
    private static let part: Float = 0.2

    /// Looks where of the faces' tree the places around one are.
    private mutating func narrow(around place: UnitVector, in tree: TreePointers) {
        if !isNarrowed {
            large.narrow(.whole, to: block, in: tree)
            isNarrowed = true
        }
        let side = max(block.highX - block.lowX, block.highY - block.lowY, block.highZ - block.lowZ)
        beside = SphereBox(around: place, margin: Self.part * side)
        small.narrow(large, to: beside, in: tree)
    }

    /// Of the corners of the face that holds a place the nearest that is a cell.
    private func corner(at place: UnitVector) -> Int? {
        guard let faces, let around else { return nil }
        // Of faces that lie over each other the same as without a picture.
        let face = faces.face(holding: place, known: FaceIndex.none, in: .whole)
        guard face >= 0 else { return nil }
        var nearest: NearestItem?
        for corner in around.index.faces.corners(of: Int(face)) {
            guard let other = index.near(place, Int(around.cell(ofNode: corner))) else { continue }
            if let best = nearest, (best.squaredChord, best.item) <= (other.squaredChord, other.item) {
                continue
            }
            nearest = other
        }
        return nearest?.item
    }
}
