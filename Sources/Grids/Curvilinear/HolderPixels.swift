/// Finds the cell that holds each pixel of a picture, of cells whose corners are stated.
///
/// The nodes of the tree that a block of pixels meets are looked for once for all of them. The answers are those of
/// `CurvilinearCells.item`, but where pixels are crowded.
struct HolderPixels {
    private let outlines: CellOutlines
    private let tree: TreePointers
    /// How far from its centre a cell answers, as a chord.
    private let reach: UnsafeBufferPointer<Float>
    private let pixels: PixelVectors
    private let crowds: CrowdedPixels
    /// Where of the tree the cells of a block of pixels are, and those of a part of it.
    private var (large, small) = (TreeCut.whole, TreeCut.whole)
    /// The pixels of the block that are not crowded, part by part, and where those of each part end.
    private var left: [PixelVectors.Placed] = []
    private var ends: [Int] = []

    /// Pixels a side of blocks, and of their parts.
    private static let sides = (large: 16, small: 4)

    /// Calls `body` with the number (row-major) of each pixel that a cell holds, and the cell.
    static func forEachPixel(
        _ pixels: PixelVectors,
        _ cells: CurvilinearCells,
        _ outlines: CellOutlines,
        _ body: (Int, Int) -> Void
    ) {
        cells.tree.withPointers { tree in
            cells.reach.withUnsafeBufferPointer { reach in
                var search = HolderPixels(outlines, tree, reach, pixels)
                for block in pixels.parts(side: sides.large) { search.fill(block, body) }
            }
        }
    }

    private init(
        _ outlines: CellOutlines,
        _ tree: TreePointers,
        _ reach: UnsafeBufferPointer<Float>,
        _ pixels: PixelVectors
    ) {
        (self.outlines, self.tree, self.reach, self.pixels) = (outlines, tree, reach, pixels)
        crowds = CrowdedPixels(tree, pixels: pixels)
    }

    private mutating func fill(_ block: PixelVectors.Block, _ body: (Int, Int) -> Void) {
        left.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for part in block.parts(side: Self.sides.small) {
            crowds.fill(part, leaving: &left, body)
            ends.append(left.count)
        }
        guard let box = left.box else { return }
        large.narrow(.whole, to: box, in: tree)
        var first = 0
        for end in ends {
            look(at: left[first..<end], body)
            first = end
        }
    }

    private mutating func look(at part: ArraySlice<PixelVectors.Placed>, _ body: (Int, Int) -> Void) {
        guard let box = part.box else { return }
        small.narrow(large, to: box, in: tree)
        for placed in part {
            let item = holder(of: placed)
            if item >= 0 { body(placed.pixel.row * pixels.width + placed.pixel.column, item) }
        }
    }

    /// The cell of the lowest number that holds a place; −1 for none.
    @inline(__always)
    private func holder(of placed: PixelVectors.Placed) -> Int {
        let shape = PlaceShape(placed.place)
        let (x, y, z) = (Float(placed.place.x), Float(placed.place.y), Float(placed.place.z))
        let place = pixels.place(column: placed.pixel.column, row: placed.pixel.row)
        var first = -1
        for root in small.nodes {
            _ = tree.visit(below: root, where: { shape.mayMeet($0) }) { positions, _ in
                for position in positions {
                    let entry = tree.entries[position]
                    let item = Int(entry.item)
                    guard item >= 0, item < reach.count, first < 0 || item < first else { continue }
                    let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
                    let farthest = reach[item] + SphereTree.slack(reach[item])
                    guard dx * dx + dy * dy + dz * dz <= farthest * farthest else { continue }
                    if holds(item, place, placed.place) { first = item }
                }
                return false
            }
        }
        return first
    }

    private func holds(_ item: Int, _ place: GeographicPoint, _ vector: UnitVector) -> Bool {
        switch FlatOutline(of: place, in: outlines.corners, first: CellOutlines.count * item) {
        case .holds: true
        case .misses: false
        case .unclear: outlines.outline(of: item).holds(vector)
        }
    }
}
