/// Finds the cell that holds each pixel of a picture, of cells whose corners are stated.
///
/// The nodes of the tree that a block of pixels meets are looked for once for all of them. The answers are those of `CurvilinearCells.item`, but where pixels are crowded.
struct HolderPixels {
    private let cells: CurvilinearCells
    private let outlines: CellOutlines
    private let pixels: PixelVectors
    private let crowds: CrowdedPixels

    /// Pixels a side of blocks, and of their parts.
    private static let sides = (large: 16, small: 4)

    init(_ cells: CurvilinearCells, _ outlines: CellOutlines, pixels: PixelVectors) {
        (self.cells, self.outlines, self.pixels) = (cells, outlines, pixels)
        crowds = CrowdedPixels(cells.tree, pixels: pixels)
    }

    /// Calls `body` with the number (row-major) of each pixel that a cell holds, and the cell.
    func forEachPixel(_ body: (Int, Int) -> Void) {
        for block in pixels.parts(side: Self.sides.large) {
            let large = cut(.whole, to: block)
            for part in block.parts(side: Self.sides.small) { fill(part, cut(large, to: part), body) }
        }
    }

    private func cut(_ cut: TreeCut, to block: PixelVectors.Block) -> TreeCut {
        guard let cap = pixels.cap(around: block) else { return cut }
        let shape = CapShape(around: cap.middle, squaredChord: cap.radius * cap.radius)
        return cut.narrowed(to: shape, in: cells.tree)
    }

    private func fill(_ block: PixelVectors.Block, _ cut: TreeCut, _ body: (Int, Int) -> Void) {
        for row in block.rows {
            for column in block.columns {
                let vector = pixels.vector(column: column, row: row)
                guard vector.x.isFinite else { continue }
                var item = Int(crowds.thing(at: vector, row: row))
                if item < 0 { item = holder(of: pixels.place(column: column, row: row), vector, in: cut) }
                if item >= 0 { body(row * pixels.width + column, item) }
            }
        }
    }

    /// The cell of the lowest number that holds a place; −1 for none.
    private func holder(of place: GeographicPoint, _ vector: UnitVector, in cut: TreeCut) -> Int {
        let (shape, tree) = (PlaceShape(vector), cells.tree)
        let leaves = tree.leafCount
        var first = -1
        tree.boxes.withUnsafeBufferPointer { boxes in
            for root in cut.nodes {
                var node = Int(root)
                let end = TreeCut.next(node)
                repeat {
                    guard shape.mayMeet(boxes[node]) else {
                        node = TreeCut.next(node)
                        continue
                    }
                    guard node >= leaves else {
                        node *= 2
                        continue
                    }
                    for position in tree.entries(ofLeaf: node - leaves) {
                        let entry = tree.entries[position]
                        let item = Int(entry.item)
                        guard item >= 0, first < 0 || item < first, cells.isNear(entry, vector) else {
                            continue
                        }
                        if holds(item, place, vector) { first = item }
                    }
                    node = TreeCut.next(node)
                } while node != end
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
