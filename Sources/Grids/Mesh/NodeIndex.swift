package import Execution

/// Nodes of a mesh, or the middles of its edges, found by what is near them.
package struct NodeIndex: Sendable {
    package let nodes: FixedVectors
    let tree: SphereTree
    /// The square of the chord beyond which no node answers.
    let farthest: Double
    /// Whether there are six places or fewer beside one: the farthest of them counts, wherever it is.
    private(set) var isSparse = false

    /// The part of the local spacing up to which a node answers (digest: cf.md, section 12).
    static let share = 0.75
    /// How many other places are within the local spacing.
    static let others = 6
    /// The part of the distance to the nearest other place up to which a node answers outside of all faces: as much as is
    /// its own whatever bounds a cell, so that it answers on no land that lies between waters.
    static let rimShare = 0.6

    /// Bytes that an index takes beside the nodes.
    package static func bytes(nodes: Int) -> Int { SphereTree.bytes(count: nodes) }

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    package init(_ nodes: FixedVectors, context: WorkContext) throws {
        self.nodes = nodes
        tree = try SphereTree(nodes, count: nodes.count, context: context)
        farthest = Self.farthest(tree)
        isSparse = !hasManyPlaces
    }

    /// Of an index that is made.
    init(_ nodes: FixedVectors, tree: SphereTree, farthest: Double) {
        (self.nodes, self.tree, self.farthest) = (nodes, tree, farthest)
        isSparse = !hasManyPlaces
    }

    private var hasManyPlaces: Bool {
        let first = tree.entries.first { $0.item >= 0 }.flatMap { nodes.centre(of: Int($0.item)) }
        return first.map { hasOthers(Self.others, around: $0, within: 4) } ?? false
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

    /// How far a node is from a place; nil for one without place.
    func near(_ place: UnitVector, _ node: Int) -> NearestItem? {
        nodes.centre(of: node).map { NearestItem(item: node, squaredChord: place.squaredChord(to: $0)) }
    }

    /// Whether the nearest node is near enough to answer: fewer than six other places are nearer to it than its reach is.
    func answers(_ nearest: NearestItem) -> Bool {
        guard !isSparse, let centre = nodes.centre(of: nearest.item) else {
            return nearest.squaredChord <= squaredReach(of: nearest.item)
        }
        let squaredChord = nearest.squaredChord / (Self.share * Self.share)
        guard squaredChord < 4 else { return false }
        return !hasOthers(Self.others, around: centre, within: squaredChord)
    }

    /// Whether the nearest node is near enough to answer outside of all faces.
    func answersBesideFaces(_ nearest: NearestItem) -> Bool {
        guard !isSparse, let centre = nodes.centre(of: nearest.item) else {
            return nearest.squaredChord <= squaredRim(of: nearest.item)
        }
        let squaredChord = nearest.squaredChord / (Self.rimShare * Self.rimShare)
        guard squaredChord < 4 else { return false }
        return !hasOthers(1, around: centre, within: squaredChord)
    }

    /// Whether so many other places, six at most and each counted once, are no farther from one.
    private func hasOthers(_ wanted: Int, around centre: UnitVector, within squaredChord: Double) -> Bool {
        let shape = CapShape(around: centre, squaredChord: squaredChord)
        return withUnsafeTemporaryAllocation(of: UnitVector.self, capacity: Self.others) { others in
            tree.withPointers { tree in
                var count = 0
                return tree.visit(below: 1, where: { shape.mayMeet($0) }) { positions, _ in
                    for position in positions {
                        guard shape.mayHold(tree.entries[position]),
                            let other = nodes.centre(of: Int(tree.entries[position].item))
                        else { continue }
                        let square = centre.squaredChord(to: other)
                        guard square > Neighbours.slack, square <= squaredChord,
                            !others[..<count].contains(where: {
                                $0.squaredChord(to: other) <= Neighbours.slack
                            })
                        else { continue }
                        others[count] = other
                        count += 1
                        if count == wanted { return true }
                    }
                    return false
                }
            }
        }
    }

    /// The square of the chord up to which a node answers: 0.75 of its distance from the sixth nearest other place, or the
    /// last where there are fewer.
    ///
    /// Of many at one place none reaches farther; a single one half round the Earth.
    func squaredReach(of node: Int) -> Double {
        guard let centre = nodes.centre(of: node) else { return 0 }
        var squaredChord = firstGuess(around: centre)
        while true {
            let others = neighbours(of: centre, within: squaredChord)
            if let sixth = others.sixth { return Self.share * Self.share * sixth }
            guard squaredChord < 4 else {
                return Self.share * Self.share * (others.last ?? (nodes.count > 1 ? 0 : 4))
            }
            squaredChord = min(squaredChord * 4, 4)
        }
    }

    /// The square of the chord up to which a node answers outside of all faces; 0 where there is no other place.
    func squaredRim(of node: Int) -> Double {
        guard let centre = nodes.centre(of: node) else { return 0 }
        var squaredChord = firstGuess(around: centre)
        while true {
            if let first = neighbours(of: centre, within: squaredChord).first {
                return Self.rimShare * Self.rimShare * first
            }
            guard squaredChord < 4 else { return 0 }
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

    init(_ squaredChord: Double) {
        limit = squaredChord
    }

    mutating func meet(_ place: UnitVector, _ square: Double) {
        guard square > Self.slack, square <= limit, square < sixth ?? .infinity,
            !places.contains(where: { $0.place.squaredChord(to: place) <= Self.slack })
        else { return }
        let index = places.firstIndex { $0.square > square } ?? places.count
        places.insert((place, square), at: index)
        if places.count > NodeIndex.others { places.removeLast() }
    }

    var sixth: Double? { places.count == NodeIndex.others ? places[NodeIndex.others - 1].square : nil }
    var first: Double? { places.first?.square }
    var last: Double? { places.last?.square }
}
