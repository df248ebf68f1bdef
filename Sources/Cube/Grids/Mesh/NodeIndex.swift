internal import Execution

/// Nodes of a mesh, or the middles of its edges, found by what is near them.
struct NodeIndex: Sendable {
    let nodes: FixedVectors
    let tree: SphereTree
    /// The square of the chord beyond which no node answers.
    let farthest: Double

    /// The part of the local spacing up to which a node answers (digest: cf.md, section 12).
    static let share = 0.75

    /// Bytes that an index takes beside the nodes.
    static func bytes(nodes: Int) -> Int { SphereTree.bytes(count: nodes) }

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    init(_ nodes: FixedVectors, context: WorkContext) throws {
        self.nodes = nodes
        tree = try SphereTree(nodes, count: nodes.count, context: context)
        farthest = Self.farthest(tree)
    }

    /// Of an index that is made.
    init(_ nodes: FixedVectors, tree: SphereTree, farthest: Double) {
        (self.nodes, self.tree, self.farthest) = (nodes, tree, farthest)
    }

    /// No node's spacing is more than the diagonal of a box around eight nodes, of which it is one.
    private static func farthest(_ tree: SphereTree) -> Double {
        let leaves = tree.leafCount
        guard leaves > 1 else { return 4 }
        return (leaves / 2..<leaves).reduce(0) { farthest, node in
            let box = tree.boxes[node]
            guard box.lowX <= box.highX else { return farthest }
            let (x, y, z) = (
                Double(box.highX - box.lowX), Double(box.highY - box.lowY), Double(box.highZ - box.lowZ)
            )
            return max(farthest, share * share * (x * x + y * y + z * z) * 1.001)
        }
    }

    /// The node that is nearest to a place, of equally near ones the first; nil where all are too far for any to answer.
    ///
    /// `known` is one that is near already. Only what is below the nodes of a cut is looked at.
    func nearest(to place: UnitVector, known: NearestItem? = nil, in cut: TreeCut = .whole) -> NearestItem? {
        var nearest = Nearest(known, within: farthest)
        let (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        let leaves = tree.leafCount
        tree.boxes.withUnsafeBufferPointer { boxes in
            tree.entries.withUnsafeBufferPointer { entries in
                nodes.components.withUnsafeBufferPointer { components in
                    guard let components = components.baseAddress else { return }
                    let look = { (leaf: Int) in
                        let end = SphereTree.position(ofLeaf: leaf + 1, leaves, entries.count)
                        for position in SphereTree.position(ofLeaf: leaf, leaves, entries.count)..<end {
                            let entry = entries[position]
                            let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
                            guard dx * dx + dy * dy + dz * dz <= nearest.bound, entry.item >= 0 else {
                                continue
                            }
                            let centre = FixedVectors.vector(components, Int(entry.item))
                            nearest.meet(entry.item, place.squaredChord(to: centre))
                        }
                    }
                    // One leaf that is reached by the nearest box of each level: what is there is near.
                    if known == nil, var node = cut.nodes.first.map({ Int($0) }) {
                        while node < leaves {
                            let left = boxes[2 * node].squaredDistance(x: x, y: y, z: z)
                            let right = boxes[2 * node + 1].squaredDistance(x: x, y: y, z: z)
                            node = 2 * node + (left <= right ? 0 : 1)
                        }
                        look(node - leaves)
                    }
                    for root in cut.nodes {
                        var node = Int(root)
                        let end = TreeCut.next(node)
                        repeat {
                            if boxes[node].squaredDistance(x: x, y: y, z: z) > nearest.bound {
                                node = TreeCut.next(node)
                            } else if node < leaves {
                                node *= 2
                            } else {
                                look(node - leaves)
                                node = TreeCut.next(node)
                            }
                        } while node != end
                    }
                }
            }
        }
        return nearest.item
    }

    /// The best of the nodes that were met, of equally near ones the first.
    private struct Nearest {
        private var number: Int32 = -1
        private var limit: Double
        /// The square of the distance beyond which none need be met.
        private(set) var bound: Float

        @inline(__always)
        init(_ known: NearestItem?, within squaredChord: Double) {
            limit = squaredChord
            if let known, known.squaredChord <= squaredChord {
                (number, limit) = (Int32(known.item), known.squaredChord)
            }
            bound = SphereTree.bound(limit)
        }

        @inline(__always)
        mutating func meet(_ other: Int32, _ square: Double) {
            guard square < limit || square == limit && (number < 0 || other < number) else { return }
            (number, limit) = (other, square)
            bound = SphereTree.bound(square)
        }

        var item: NearestItem? {
            number < 0 ? nil : NearestItem(item: Int(number), squaredChord: limit)
        }
    }

    /// The part of the tree in which the nearest nodes of all places in a box are.
    func cut(around box: SphereBox, from cut: TreeCut) -> TreeCut {
        let (x, y, z) = (box.highX - box.lowX, box.highY - box.lowY, box.highZ - box.lowZ)
        let middle = UnitVector(
            x: Double(box.lowX + x / 2),
            y: Double(box.lowY + y / 2),
            z: Double(box.lowZ + z / 2)
        )
        // No place is farther from the middle than half the diagonal, and from its nearest node than from that of the middle.
        let nearest = nearest(to: middle, in: cut)?.squaredChord ?? farthest
        let reach = nearest.squareRoot() + Double(x * x + y * y + z * z).squareRoot() + 1e-6
        let shape = CapShape(around: middle, squaredChord: reach * reach)
        return cut.narrowed(to: shape, in: tree)
    }

    /// How far a node is from a place; nil for one without place.
    func near(_ place: UnitVector, _ node: Int) -> NearestItem? {
        nodes.centre(of: node).map { NearestItem(item: node, squaredChord: place.squaredChord(to: $0)) }
    }

    /// Whether the nearest node is near enough to answer: fewer than six other places are nearer to it than its reach is.
    func answers(_ nearest: NearestItem) -> Bool {
        // Of few nodes the farthest may be what counts.
        guard nodes.count > 2 * Neighbours.count, let centre = nodes.centre(of: nearest.item) else {
            return nearest.squaredChord <= squaredReach(of: nearest.item)
        }
        let squaredChord = nearest.squaredChord / (Self.share * Self.share)
        guard squaredChord < 4 else { return false }
        return !hasSixOthers(around: centre, within: squaredChord)
    }

    /// Whether six other places, each counted once, are no farther from one.
    private func hasSixOthers(around centre: UnitVector, within squaredChord: Double) -> Bool {
        let shape = CapShape(around: centre, squaredChord: squaredChord)
        let leaves = tree.leafCount
        return withUnsafeTemporaryAllocation(of: UnitVector.self, capacity: Neighbours.count) { others in
            tree.boxes.withUnsafeBufferPointer { boxes in
                tree.entries.withUnsafeBufferPointer { entries in
                    var (node, count) = (1, 0)
                    repeat {
                        guard shape.mayMeet(boxes[node]) else {
                            node = TreeCut.next(node)
                            continue
                        }
                        guard node >= leaves else {
                            node *= 2
                            continue
                        }
                        for position in tree.entries(ofLeaf: node - leaves) {
                            guard shape.mayHold(entries[position]),
                                let other = nodes.centre(of: Int(entries[position].item))
                            else { continue }
                            let square = centre.squaredChord(to: other)
                            guard square > Neighbours.slack, square <= squaredChord,
                                !others[..<count].contains(where: {
                                    $0.squaredChord(to: other) <= Neighbours.slack
                                })
                            else { continue }
                            others[count] = other
                            count += 1
                            if count == Neighbours.count { return true }
                        }
                        node = TreeCut.next(node)
                    } while node != 1
                    return false
                }
            }
        }
    }

    /// The square of the chord up to which a node answers: 0.75 of its distance from the sixth nearest other place, or the
    /// last where there are fewer.
    func squaredReach(of node: Int) -> Double {
        guard let centre = nodes.centre(of: node) else { return 0 }
        var squaredChord = firstGuess(around: centre)
        while true {
            let others = neighbours(of: centre, within: squaredChord)
            if let sixth = others.sixth { return Self.share * Self.share * sixth }
            guard squaredChord < 4 else { return Self.share * Self.share * (others.last ?? 4) }
            squaredChord = min(squaredChord * 4, 4)
        }
    }

    /// The square of the diagonal of the leaf that a node is in: it is about right.
    private func firstGuess(around centre: UnitVector) -> Double {
        var least = 4.0
        for leaf in tree.leaves(meeting: PlaceShape(centre)) {
            var farthest = 0.0
            for position in leaf {
                guard let other = nodes.centre(of: Int(tree.entries[position].item)) else { continue }
                farthest = max(farthest, centre.squaredChord(to: other))
            }
            if farthest > Neighbours.slack { least = min(least, farthest) }
        }
        return least
    }

    private func neighbours(of centre: UnitVector, within squaredChord: Double) -> Neighbours {
        var neighbours = Neighbours(squaredChord)
        for leaf in tree.leaves(meeting: CapShape(around: centre, squaredChord: squaredChord)) {
            for position in leaf {
                guard let other = nodes.centre(of: Int(tree.entries[position].item)) else { continue }
                neighbours.meet(other, centre.squaredChord(to: other))
            }
        }
        return neighbours
    }
}

/// Which nodes answer for places that are asked for one after the other: neighbouring ones often have the same.
struct NodeReach: NearestRule {
    private let index: NodeIndex
    /// The node that was asked about last, and the square of its reach once it was asked about twice.
    private var node = -1
    private var squaredReach: Double?

    init(_ index: NodeIndex) {
        self.index = index
    }

    mutating func answers(_ item: Int, at place: UnitVector, about distance: Float) -> Bool? {
        guard let nearest = index.near(place, item) else { return nil }
        return answers(nearest)
    }

    /// The reach of a node that is asked about again is worth working out.
    mutating func answers(_ nearest: NearestItem) -> Bool {
        guard nearest.item == node else {
            (node, squaredReach) = (nearest.item, nil)
            return index.answers(nearest)
        }
        let reach = squaredReach ?? index.squaredReach(of: node)
        squaredReach = reach
        return nearest.squaredChord <= reach
    }
}

/// The six places that are nearest to one, each counted once.
private struct Neighbours {
    private var places: [(place: UnitVector, square: Double)] = []
    private let limit: Double

    /// The square of a chord below which two places are one: two metres, as single precision tells them apart.
    static let slack = 1e-13
    static let count = 6

    init(_ squaredChord: Double) {
        limit = squaredChord
    }

    mutating func meet(_ place: UnitVector, _ square: Double) {
        guard square > Self.slack, square <= limit, square < sixth ?? .infinity,
            !places.contains(where: { $0.place.squaredChord(to: place) <= Self.slack })
        else { return }
        let index = places.firstIndex { $0.square > square } ?? places.count
        places.insert((place, square), at: index)
        if places.count > Self.count { places.removeLast() }
    }

    var sixth: Double? { places.count == Self.count ? places[Self.count - 1].square : nil }
    var last: Double? { places.last?.square }
}
