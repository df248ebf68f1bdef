/// The pixels of a block that are not crowded, part by part: what answers at their centres is looked for.
struct UncrowdedPixels {
    private let crowds: CrowdedPixels
    /// Pixels a side of the parts.
    private let side: Int
    private(set) var all: [PixelVectors.Placed] = []
    /// Where the pixels of each part end.
    private var ends: [Int] = []

    init(_ crowds: CrowdedPixels, side: Int) {
        (self.crowds, self.side) = (crowds, side)
    }

    /// Becomes those of a block; `body` is called with the number (row-major) of each crowded one, and what stands for it.
    @inline(__always)
    mutating func take(_ block: PixelVectors.Block, _ body: (Int, Int) -> Void) {
        all.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for part in block.parts(side: side) {
            crowds.fill(part, leaving: &all, body)
            ends.append(all.count)
        }
    }

    var parts: Range<Int> { ends.indices }

    /// The pixels of a part; there may be none.
    @inline(__always)
    func part(_ number: Int) -> ArraySlice<PixelVectors.Placed> {
        all[(number > 0 ? ends[number - 1] : 0)..<ends[number]]
    }
}
