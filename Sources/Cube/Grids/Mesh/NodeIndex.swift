internal import Execution

/// Nodes of a mesh, or the middles of its edges, found by what is near them.
struct NodeIndex: Sendable {
    let nodes: FixedVectors
    private let tree: SphereTree
    /// The square of the chord beyond which no node answers.
    private let farthest: Double

    /// The part of the local spacing up to which a node answers (digest: cf.md, section 12).
    private static let share = 0.75

    /// Bytes that an index takes beside the nodes.
    static func bytes(nodes: Int) -> Int { SphereTree.bytes(count: nodes) }

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    init(_ nodes: FixedVectors, context: WorkContext) throws {
        self.nodes = nodes
        tree = try SphereTree(nodes, count: nodes.count, context: context)
        farthest = Self.farthest(tree)
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
    /// `known` is one that is near already.
    func nearest(to place: UnitVector, known: NearestItem? = nil) -> NearestItem? {
        tree.nearest(to: place, in: nodes, from: known, within: known == nil ? farthest : 4)
    }

    /// How far a node is from a place; nil for one without place.
    func near(_ place: UnitVector, _ node: Int) -> NearestItem? {
        nodes.centre(of: node).map { NearestItem(item: node, squaredChord: place.squaredChord(to: $0)) }
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

/// The six places that are nearest to one, each counted once.
private struct Neighbours {
    private var places: [(place: UnitVector, square: Double)] = []
    private let limit: Double

    /// The square of a chord below which two places are one: two metres, as single precision tells them apart.
    static let slack = 1e-13
    private static let count = 6

    init(_ squaredChord: Double) {
        limit = squaredChord
        places.reserveCapacity(Self.count + 1)
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
