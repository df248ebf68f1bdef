/// Things that a tree finds by their places: numbered from 0, places worked out when they are wanted.
protocol SphereCentres: Sendable {
    /// The place that stands for a thing; nil for a thing that has none and is never found.
    func centre(of item: Int) -> UnitVector?

    /// Has a box hold all by which a thing is found.
    func extend(_ box: inout SphereBox, by entry: SphereEntry)
}

extension SphereCentres {
    @inline(__always)
    func extend(_ box: inout SphereBox, by entry: SphereEntry) { box.extend(by: entry) }
}

/// Things with outlines, which a tree finds by all places that they cover too.
protocol SphereOutlines: SphereCentres {
    /// The box of all that the thing covers, with the bulge of its edges: see `SphereBox(around:)`.
    func box(of item: Int) -> SphereBox
}

extension SphereOutlines {
    @inline(__always)
    func extend(_ box: inout SphereBox, by entry: SphereEntry) {
        box.extend(by: self.box(of: Int(entry.item)))
    }
}

/// A thing in a tree: its centre to four bytes a number (half a metre), and its number.
struct SphereEntry: Sendable {
    var x, y, z: Float
    var item: Int32
}

/// Finds things on the sphere: a balanced tree of boxes over their unit vectors, in two flat arrays.
///
/// Node 1 is the root, the children of node k are 2k and 2k + 1, and the last half of the nodes are leaves with four to
/// eight entries each: the shape follows from the number of entries alone. What is kept in four bytes a number only leads
/// the way; of equals that these cannot tell apart the doubles of `SphereCentres` decide, and the lowest number.
package struct SphereTree: Sendable {
    /// In the order of the leaves; those of a number below 0 are taken away.
    var entries: FlatArray<SphereEntry>
    /// By node; the first is unused, and those are empty below which all entries are taken away.
    private(set) var boxes: FlatArray<SphereBox>
    /// What stands for many things where pictures show them from far away.
    private(set) var sample: SphereSample

    /// Entries of a leaf at most.
    static let leafSize = 8
    /// Numbers of things are kept in four bytes.
    package static let maxCount = Int(Int32.max)

    init(entries: FlatArray<SphereEntry>, boxes: FlatArray<SphereBox>) {
        let sample = entries.withUnsafeBufferPointer { SphereSample($0) }
        self.init(entries: entries, boxes: boxes, sample: sample)
    }

    init(entries: FlatArray<SphereEntry>, boxes: FlatArray<SphereBox>, sample: SphereSample) {
        (self.entries, self.boxes, self.sample) = (entries, boxes, sample)
    }

    /// Has nobody look at nodes below which nothing is left any more, nor be shown what is taken away.
    mutating func close(_ nodes: [Int]) {
        boxes.withUnsafeMutableBufferPointer { boxes in
            for node in nodes { boxes[node] = .empty }
        }
        sample = entries.withUnsafeBufferPointer { SphereSample($0) }
    }

    /// Bytes of a tree over so many things, or more where some have no place.
    static func bytes(count: Int) -> Int {
        guard count <= maxCount else { return .max }
        return count * MemoryLayout<SphereEntry>.stride
            + 2 * leaves(count: count) * MemoryLayout<SphereBox>.stride + SphereSample.bytes(count: count)
    }

    /// Bytes that making it takes beside: marks of nodes, and what chooses a sample, which is done again without repeats.
    static func bytesMeanwhile(count: Int) -> Int {
        guard count <= maxCount else { return .max }
        return 2 * leaves(count: count) + SphereSample.bytes(count: count)
            + SphereSample.bytesMeanwhile(count: count)
    }

    /// A power of two.
    static func leaves(count: Int) -> Int {
        var leaves = 1
        while leaves * leafSize < count { leaves *= 2 }
        return leaves
    }

    var leafCount: Int { boxes.count / 2 }

    /// The entries of a leaf, counted from 0.
    func entries(ofLeaf leaf: Int) -> Range<Int> {
        Self.position(
            ofLeaf: leaf,
            leafCount,
            entries.count
        )..<Self.position(
            ofLeaf: leaf + 1,
            leafCount,
            entries.count
        )
    }

    /// Where a leaf's entries begin.
    ///
    /// Leaves, a power of two, share them evenly; the product has at most 31 + 28 bits.
    static func position(ofLeaf leaf: Int, _ leafCount: Int, _ count: Int) -> Int {
        (leaf * count) >> leafCount.trailingZeroBitCount
    }
}
