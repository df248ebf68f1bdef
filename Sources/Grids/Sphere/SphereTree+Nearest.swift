/// A thing and how far it is from a place.
struct NearestItem: Sendable, Equatable {
    let item: Int
    /// In radii, squared: see `UnitVector.squaredChord`.
    let squaredChord: Double
}

extension SphereTree {
    /// The thing whose centre is nearest to a place; of equals that with the lowest number.
    ///
    /// Nothing beyond `squaredChord` counts.
    func nearest(
        to place: UnitVector,
        in items: some SphereCentres,
        within squaredChord: Double = 4
    ) -> NearestItem? {
        entries.withUnsafeBufferPointer { entries in
            boxes.withUnsafeBufferPointer { boxes in
                withUnsafeTemporaryAllocation(of: WaitingNode.self, capacity: WaitingNode.most) { waiting in
                    var search = NearestSearch(
                        place: place,
                        items: items,
                        entries: entries,
                        boxes: boxes,
                        waiting: waiting,
                        limit: squaredChord
                    )
                    search.run()
                    return search.best
                }
            }
        }
    }

    /// Radii by which a distance may be wrong that is taken from numbers of four bytes: those of both places on each axis,
    /// and the arithmetic.
    static func slack(_ distance: Float) -> Float { 4e-7 + 2e-6 * distance }

    /// The square of a distance, with what arithmetic in four bytes may add.
    static func bound(_ squaredChord: Double) -> Float {
        let distance = Float(squaredChord.squareRoot())
        let farthest = distance + slack(distance)
        return farthest * farthest
    }
}

/// A node that is visited later, and the square of its distance.
struct WaitingNode {
    let node: Int32
    let square: Float

    /// One node of each level waits, and 2^31 entries have 28 levels.
    static let most = 32
}

/// A walk down the tree, the nearer child first.
private struct NearestSearch<Items: SphereCentres> {
    private let place: UnitVector
    private let x, y, z: Float
    private let items: Items
    private let entries: UnsafeBufferPointer<SphereEntry>
    private let boxes: UnsafeBufferPointer<SphereBox>
    private let leaves: Int
    private let waiting: UnsafeMutableBufferPointer<WaitingNode>
    private var waitingCount = 0
    private(set) var best: NearestItem?
    /// The square of the distance beyond which nothing counts, and in four bytes with what these may be wrong.
    private var limit: Double
    private var bound: Float

    init(
        place: UnitVector,
        items: Items,
        entries: UnsafeBufferPointer<SphereEntry>,
        boxes: UnsafeBufferPointer<SphereBox>,
        waiting: UnsafeMutableBufferPointer<WaitingNode>,
        limit: Double
    ) {
        self.place = place
        (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        (self.items, self.entries, self.boxes, self.waiting) = (items, entries, boxes, waiting)
        leaves = boxes.count / 2
        self.limit = limit
        bound = SphereTree.bound(limit)
    }

    mutating func run() {
        var next = 1
        while next > 0 {
            if let leaf = leaf(below: next) { look(into: leaf) }
            next = nextWaiting()
        }
    }

    /// Goes down to the nearest leaf, and has the other children wait; nil where both are too far.
    private mutating func leaf(below start: Int) -> Int? {
        var node = start
        while node < leaves {
            let left = boxes[2 * node].squaredDistance(x: x, y: y, z: z)
            let right = boxes[2 * node + 1].squaredDistance(x: x, y: y, z: z)
            let (near, far, turn) = left <= right ? (left, right, 0) : (right, left, 1)
            if far <= bound {
                waiting[waitingCount] = WaitingNode(node: Int32(2 * node + 1 - turn), square: far)
                waitingCount += 1
            }
            guard near <= bound else { return nil }
            node = 2 * node + turn
        }
        return node - leaves
    }

    private mutating func look(into leaf: Int) {
        let first = SphereTree.position(ofLeaf: leaf, leaves, entries.count)
        let end = SphereTree.position(ofLeaf: leaf + 1, leaves, entries.count)
        for position in first..<end {
            let entry = entries[position]
            let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
            if dx * dx + dy * dy + dz * dz <= bound { meet(Int(entry.item)) }
        }
    }

    /// Measures a thing in doubles.
    private mutating func meet(_ item: Int) {
        guard let centre = items.centre(of: item) else { return }
        let square = place.squaredChord(to: centre)
        guard square <= limit else { return }
        if let best, square == best.squaredChord, best.item < item { return }
        best = NearestItem(item: item, squaredChord: square)
        limit = square
        bound = SphereTree.bound(square)
    }

    /// The latest of those that wait and are still near enough, which is the nearest part of the tree; 0 for none.
    private mutating func nextWaiting() -> Int {
        while waitingCount > 0 {
            waitingCount -= 1
            if waiting[waitingCount].square <= bound { return Int(waiting[waitingCount].node) }
        }
        return 0
    }
}
