/// The cells whose stated corners hold pixels, as `CurvilinearCells.item` finds them.
struct CellHolder: PixelHolder {
    static var sides: (large: Int, small: Int) { (16, 4) }

    let tree: TreePointers
    private let outlines: CellOutlines
    /// How far from its centre a cell answers, as a chord.
    private let reach: UnsafeBufferPointer<Float>
    private let pixels: PixelVectors

    /// Calls `body` with the number (row-major) of each pixel that a cell holds, and the cell.
    static func forEachPixel(
        _ pixels: PixelVectors,
        _ cells: CurvilinearCells,
        _ outlines: CellOutlines,
        _ body: (Int, Int) -> Void
    ) {
        cells.tree.withPointers { tree in
            cells.reach.withUnsafeBufferPointer { reach in
                let holder = CellHolder(tree: tree, outlines: outlines, reach: reach, pixels: pixels)
                HeldPixels.forEachPixel(pixels, holder, body)
            }
        }
    }

    /// The cell of the lowest number that holds a place; −1 for none.
    @inline(__always)
    func thing(holding placed: PixelVectors.Placed, in cut: TreeCut) -> Int {
        let shape = PlaceShape(placed.place)
        let (x, y, z) = (Float(placed.place.x), Float(placed.place.y), Float(placed.place.z))
        let place = pixels.place(column: placed.pixel.column, row: placed.pixel.row)
        var first = -1
        for root in cut.nodes {
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
