internal import Execution

extension SphereTree {
    /// Takes things away that lie at the place of another one of a lower number, and says how many they were.
    ///
    /// They stay in the entries with a number below 0 and no place. Time is about that of looking at each thing once, also
    /// where all of them lie at one place: pairs of parts of the tree are compared that are near each other and have
    /// anything left.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    mutating func dropRepeats(
        of items: some SphereCentres,
        within squaredChord: Double,
        context: WorkContext
    ) throws -> Int {
        let (dropped, isFull) = try entries.withUnsafeMutableBufferPointer { entries in
            try boxes.withUnsafeBufferPointer { boxes in
                var search = RepeatSearch(
                    items: items,
                    entries: entries,
                    boxes: boxes,
                    squaredChord: squaredChord,
                    context: context
                )
                try search.look(into: 1)
                return (search.dropped, search.isFull)
            }
        }
        if dropped > 0 { close(isFull.indices.filter { !isFull[$0] }) }
        return dropped
    }
}

private struct RepeatSearch<Items: SphereCentres> {
    private let items: Items
    private let entries: UnsafeMutableBufferPointer<SphereEntry>
    private let boxes: UnsafeBufferPointer<SphereBox>
    private let leaves: Int
    private let limit: Double
    private let bound: Float
    private let context: WorkContext
    /// Which nodes have anything left.
    private(set) var isFull: [Bool]
    private var work = 0
    private(set) var dropped = 0

    /// Pairs of nodes between two looks at the deadline: some milliseconds.
    private static var stride: Int { 1 << 16 }

    init(
        items: Items,
        entries: UnsafeMutableBufferPointer<SphereEntry>,
        boxes: UnsafeBufferPointer<SphereBox>,
        squaredChord: Double,
        context: WorkContext
    ) {
        (self.items, self.entries, self.boxes, self.context) = (items, entries, boxes, context)
        leaves = boxes.count / 2
        limit = squaredChord
        bound = SphereTree.bound(squaredChord)
        isFull = [Bool](repeating: true, count: boxes.count)
    }

    mutating func look(into node: Int) throws {
        guard node < leaves else { return meet(node - leaves, node - leaves) }
        try look(into: 2 * node)
        try look(into: 2 * node + 1)
        try compare(2 * node, 2 * node + 1)
    }

    /// Two nodes of one level.
    private mutating func compare(_ one: Int, _ other: Int) throws {
        work += 1
        if work % Self.stride == 0 { try context.check() }
        guard isFull[one], isFull[other], boxes[one].squaredDistance(to: boxes[other]) <= bound else {
            return
        }
        guard one < leaves else { return meet(one - leaves, other - leaves) }
        try compare(2 * one, 2 * other)
        try compare(2 * one, 2 * other + 1)
        try compare(2 * one + 1, 2 * other)
        try compare(2 * one + 1, 2 * other + 1)
    }

    private mutating func meet(_ one: Int, _ other: Int) {
        let before = dropped
        for first in range(one) {
            for second in range(other) where one != other || second > first {
                let (a, b) = (entries[first], entries[second])
                let (dx, dy, dz) = (a.x - b.x, a.y - b.y, a.z - b.z)
                guard dx * dx + dy * dy + dz * dz <= bound, areOne(a, b) else { continue }
                drop(a.item > b.item ? first : second)
            }
        }
        if dropped > before {
            empty(one)
            empty(other)
        }
    }

    private func range(_ leaf: Int) -> Range<Int> {
        let end = SphereTree.position(ofLeaf: leaf + 1, leaves, entries.count)
        return SphereTree.position(ofLeaf: leaf, leaves, entries.count)..<end
    }

    private func areOne(_ a: SphereEntry, _ b: SphereEntry) -> Bool {
        guard let first = items.centre(of: Int(a.item)), let second = items.centre(of: Int(b.item)) else {
            return false
        }
        return first.squaredChord(to: second) <= limit
    }

    /// No place is near to what is not a number.
    private mutating func drop(_ position: Int) {
        entries[position] = SphereEntry(x: .nan, y: .nan, z: .nan, item: -1)
        dropped += 1
    }

    /// Marks a leaf of which nothing is left, and what is above it.
    private mutating func empty(_ leaf: Int) {
        guard range(leaf).allSatisfy({ entries[$0].item < 0 }) else { return }
        var node = leaf + leaves
        isFull[node] = false
        while node > 1, !isFull[node ^ 1] {
            node /= 2
            isFull[node] = false
        }
    }
}
