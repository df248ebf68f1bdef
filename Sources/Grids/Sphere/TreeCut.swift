/// The nodes of a tree below which all is that may matter to a block of pixels: so that each pixel need not come down from
/// the root.
struct TreeCut: Sendable {
    /// None is below another.
    private(set) var nodes: [Int32]

    /// So many nodes are looked at for each pixel, about.
    private static let most = 20

    /// All of a tree.
    static let whole = TreeCut(nodes: [1])

    private init(nodes: [Int32]) {
        self.nodes = nodes
    }

    /// The node that follows one in the order of the leaves, leaving out what is below it; 1 after the last.
    @inline(__always)
    static func next(_ node: Int) -> Int { (node + 1) >> (node + 1).trailingZeroBitCount }

    /// The part of it that may meet a shape, the highest nodes opened first.
    func narrowed(to shape: some SphereShape, in tree: SphereTree) -> TreeCut {
        let leaves = tree.leafCount
        var (queue, head, closed) = (nodes.filter { shape.mayMeet(tree.boxes[Int($0)]) }, 0, [Int32]())
        while head < queue.count, closed.count + queue.count - head < Self.most {
            let node = queue[head]
            head += 1
            guard Int(node) < leaves else {
                closed.append(node)
                continue
            }
            for child in [2 * node, 2 * node + 1] where shape.mayMeet(tree.boxes[Int(child)]) {
                queue.append(child)
            }
        }
        return TreeCut(nodes: closed + queue[head...])
    }
}

extension SphereBox: SphereShape {
    func mayMeet(_ box: SphereBox) -> Bool {
        lowX <= box.highX && highX >= box.lowX && lowY <= box.highY && highY >= box.lowY && lowZ <= box.highZ
            && highZ >= box.lowZ
    }
}
