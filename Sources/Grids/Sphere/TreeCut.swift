/// The nodes of a tree below which all is that may matter to a block of pixels: so that each pixel need not come down from
/// the root.
struct TreeCut: Sendable {
    /// None is below another.
    private(set) var nodes: [Int32]

    /// So many nodes are looked at for each pixel, about.
    private static let most = 20

    /// All of a tree.
    static let whole = TreeCut(nodes: [1])

    /// Room for those that are opened.
    private var queue: [Int32] = []

    private init(nodes: [Int32]) {
        self.nodes = nodes
    }

    /// The node that follows one in the order of the leaves, leaving out what is below it; 1 after the last.
    @inline(__always)
    static func next(_ node: Int) -> Int { (node + 1) >> (node + 1).trailingZeroBitCount }

    /// Becomes the part of another one that may meet a shape, the highest nodes opened first.
    mutating func narrow(_ other: TreeCut, to shape: some SphereShape, in tree: TreePointers) {
        nodes.removeAll(keepingCapacity: true)
        queue.removeAll(keepingCapacity: true)
        for node in other.nodes where shape.mayMeet(tree.boxes[Int(node)]) { queue.append(node) }
        var head = 0
        while head < queue.count, nodes.count + queue.count - head < Self.most {
            let node = Int(queue[head])
            head += 1
            guard node < tree.leafCount else {
                nodes.append(Int32(truncatingIfNeeded: node))
                continue
            }
            for child in 2 * node...2 * node + 1 where shape.mayMeet(tree.boxes[child]) {
                queue.append(Int32(truncatingIfNeeded: child))
            }
        }
        nodes.append(contentsOf: queue[head...])
    }
}

extension SphereBox: SphereShape {
    func mayMeet(_ box: SphereBox) -> Bool {
        lowX <= box.highX && highX >= box.lowX && lowY <= box.highY && highY >= box.lowY && lowZ <= box.highZ
            && highZ >= box.lowZ
    }
}
