/// Looks through parts of a tree for what is nearest, by numbers of four bytes alone.
struct TreeScan {
    private let tree: TreePointers
    private let waiting: UnsafeMutableBufferPointer<WaitingNode>
    /// Room for a level of the tree.
    private var below: [Int32] = []
    private var x: Float = 0
    private var y: Float = 0
    private var z: Float = 0
    private var bound = Float.infinity
    /// Where the last place's answer is: the next one's is near.
    private var last = -1
    /// By positions in the tree's entries.
    private(set) var nearest = NearestThing()

    /// `waiting` is room for `WaitingNode.most` nodes.
    init(_ tree: TreePointers, waiting: UnsafeMutableBufferPointer<WaitingNode>) {
        (self.tree, self.waiting) = (tree, waiting)
    }

    /// How large the leaf is in which the last answer lies.
    var leafDiagonal: Float {
        guard last >= 0 else { return 0 }
        let leaves = tree.leafCount
        let leaf = min(last * leaves / tree.entries.count, leaves - 1)
        return tree.boxes[leaves + leaf].squaredDiagonal.squareRoot()
    }

    /// Looks for the nearest thing below some nodes, of those no farther than a distance; of what is beyond it anything or
    /// nothing may be found.
    mutating func look(at place: UnitVector, from nodes: [Int32], within distance: Float) {
        (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        (nearest, bound) = (NearestThing(), Self.bound(distance * distance))
        if last >= 0 { bound = min(bound, Self.bound(square(tree.entries[last]))) }
        var (first, least) = (0, Float.infinity)
        for (index, node) in nodes.enumerated() {
            let square = tree.boxes[Int(node)].squaredDistance(x: x, y: y, z: z)
            if square < least { (first, least) = (index, square) }
        }
        guard least <= bound else { return }
        visit(Int(nodes[first]))
        for (index, node) in nodes.enumerated() where index != first {
            if tree.boxes[Int(node)].squaredDistance(x: x, y: y, z: z) <= bound { visit(Int(node)) }
        }
    }

    /// Replaces nodes by their children that meet a cap, level by level, as long as there are no more than `most`.
    mutating func descend(_ nodes: inout [Int32], meeting shape: CapShape, most: Int) {
        let (boxes, leaves) = (tree.boxes, tree.leafCount)
        nodes.removeAll { !shape.mayMeet(boxes[Int($0)]) }
        while nodes.contains(where: { $0 < leaves }) {
            below.removeAll(keepingCapacity: true)
            for node in nodes {
                guard node < leaves else {
                    below.append(node)
                    continue
                }
                let left = 2 * Int(node)
                if shape.mayMeet(boxes[left]) { below.append(Int32(left)) }
                if shape.mayMeet(boxes[left + 1]) { below.append(Int32(left + 1)) }
            }
            guard below.count <= most else { return }
            swap(&nodes, &below)
        }
    }

    private func square(_ entry: SphereEntry) -> Float {
        let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
        return dx * dx + dy * dy + dz * dz
    }

    /// Goes down from a node, the nearer child first.
    private mutating func visit(_ start: Int) {
        let (boxes, leaves) = (tree.boxes, tree.leafCount)
        var (node, count) = (start, 0)
        while true {
            while node < leaves {
                let left = boxes[2 * node].squaredDistance(x: x, y: y, z: z)
                let right = boxes[2 * node + 1].squaredDistance(x: x, y: y, z: z)
                let (near, far, turn) = left <= right ? (left, right, 0) : (right, left, 1)
                if far <= bound {
                    waiting[count] = WaitingNode(node: Int32(2 * node + 1 - turn), square: far)
                    count += 1
                }
                guard near <= bound else { break }
                node = 2 * node + turn
            }
            if node >= leaves { look(into: node - leaves) }
            node = 0
            while count > 0, node == 0 {
                count -= 1
                if waiting[count].square <= bound { node = Int(waiting[count].node) }
            }
            if node == 0 { return }
        }
    }

    private mutating func look(into leaf: Int) {
        for position in tree.entries(ofLeaf: leaf) { nearest.meet(position, square(tree.entries[position])) }
        guard nearest.position >= 0 else { return }
        last = nearest.position
        bound = min(bound, Self.bound(nearest.squaredDistance))
    }

    /// Up to where something may be as near as what is at a distance, all as squares.
    private static func bound(_ square: Float) -> Float {
        let distance = square.squareRoot()
        let farthest = distance + 4 * SphereTree.slack(distance)
        return farthest * farthest
    }
}
