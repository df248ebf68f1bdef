/// The numbers of a tree for as long as its memory is held: loops over pixels need not hold it anew for each.
struct TreePointers {
    let entries: UnsafeBufferPointer<SphereEntry>
    let boxes: UnsafeBufferPointer<SphereBox>
    /// Those of the tree's sample.
    let levels: UnsafeBufferPointer<SphereSample.Level>
    let windows: UnsafeBufferPointer<SphereSample.Window>
    let positions: UnsafeBufferPointer<Int32>
    let leafCount: Int

    /// The entries of a leaf, counted from 0.
    @inline(__always)
    func entries(ofLeaf leaf: Int) -> Range<Int> {
        let end = SphereTree.position(ofLeaf: leaf + 1, leafCount, entries.count)
        return SphereTree.position(ofLeaf: leaf, leafCount, entries.count)..<end
    }

    /// Calls `body` with the entries of the leaves below a node, and the leaf, of which `meets` is true and of all nodes
    /// above them, in their order, until it says that this is enough.
    ///
    /// - Returns: whether it was enough.
    @inline(__always)
    func visit(
        below root: Int32,
        where meets: (SphereBox) -> Bool,
        _ body: (Range<Int>, Int) -> Bool
    ) -> Bool {
        var node = Int(root)
        // The node beside this one or beside the nearest above that is a left child: nothing below this one is.
        let end = TreeCut.next(node)
        repeat {
            guard meets(boxes[node]) else {
                node = TreeCut.next(node)
                continue
            }
            guard node >= leafCount else {
                node *= 2
                continue
            }
            if body(entries(ofLeaf: node - leafCount), node - leafCount) { return true }
            node = TreeCut.next(node)
        } while node != end
        return false
    }
}

extension SphereTree {
    /// Calls `body` with the tree's numbers, which are held for as long.
    @inline(__always)
    func withPointers<Result>(_ body: (TreePointers) throws -> Result) rethrows -> Result {
        try entries.withUnsafeBufferPointer { entries in
            try boxes.withUnsafeBufferPointer { boxes in
                try sample.levels.withUnsafeBufferPointer { levels in
                    try sample.windows.withUnsafeBufferPointer { windows in
                        try sample.positions.withUnsafeBufferPointer { positions in
                            try body(
                                TreePointers(
                                    entries: entries,
                                    boxes: boxes,
                                    levels: levels,
                                    windows: windows,
                                    positions: positions,
                                    leafCount: leafCount
                                )
                            )
                        }
                    }
                }
            }
        }
    }
}
