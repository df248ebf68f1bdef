internal import Execution

extension SphereTree {
    /// Builds a tree over things, which are found by their outlines where they have any.
    ///
    /// `count` is at most `maxCount`; `bytes(count:)` is all the memory that is taken. The result depends on the things
    /// alone.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    init(_ items: some SphereCentres, count: Int, context: WorkContext) throws {
        let entries = try Self.ordered(items, count, context)
        self.init(entries: entries, boxes: try Self.boxes(entries, items, context))
    }

    /// Things between two looks at the deadline: a few milliseconds.
    private static let stride = 1 << 15

    /// The entries of all things that have a place, in the order of the leaves.
    private static func ordered(
        _ items: some SphereCentres,
        _ count: Int,
        _ context: WorkContext
    ) throws -> FlatArray<SphereEntry> {
        precondition(count >= 0 && count <= maxCount, "numbers of things have four bytes")
        var entries = try FlatArray<SphereEntry>(unsafeUninitializedCapacity: count) { buffer, filled in
            for item in 0..<count {
                if item % stride == 0 { try context.check() }
                // What is no number has no order, by which the entries are parted.
                guard let centre = items.centre(of: item), (centre.x + centre.y + centre.z).isFinite else {
                    continue
                }
                let entry = SphereEntry(
                    x: Float(centre.x),
                    y: Float(centre.y),
                    z: Float(centre.z),
                    item: Int32(item)
                )
                buffer.initializeElement(at: filled, to: entry)
                filled += 1
            }
        }
        let leaves = leaves(count: entries.count)
        try entries.withUnsafeMutableBufferPointer { buffer in
            let splitter = SphereSplitter(entries: buffer, leaves: leaves)
            try splitter.split(context: context)
        }
        return entries
    }

    /// The boxes of all nodes, from those of the leaves upwards.
    private static func boxes(
        _ entries: FlatArray<SphereEntry>,
        _ items: some SphereCentres,
        _ context: WorkContext
    ) throws -> FlatArray<SphereBox> {
        let leaves = leaves(count: entries.count)
        return try FlatArray<SphereBox>(unsafeUninitializedCapacity: 2 * leaves) { boxes, filled in
            boxes.initialize(repeating: .empty)
            filled = boxes.count
            for leaf in 0..<leaves {
                if leaf % stride == 0 { try context.check() }
                var box = SphereBox.empty
                let end = position(ofLeaf: leaf + 1, leaves, entries.count)
                for position in position(ofLeaf: leaf, leaves, entries.count)..<end {
                    items.extend(&box, by: entries[position])
                }
                boxes[leaves + leaf] = box
            }
            for node in Swift.stride(from: leaves - 1, to: 0, by: -1) {
                var box = boxes[2 * node]
                box.extend(by: boxes[2 * node + 1])
                boxes[node] = box
            }
        }
    }
}
