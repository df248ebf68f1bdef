/// Finds the cell that holds each pixel of a picture, of cells whose corners are stated.
///
/// The leaves that a block of pixels meets are looked for once for all of them, and outlines are kept from pixel to pixel.
/// The answers are those of `CurvilinearCells.item`.
struct HolderPixels {
    private let cells: CurvilinearCells
    private let outlines: CellOutlines
    private let pixels: PixelVectors
    /// Outlines looked at last, by the end of their numbers.
    private var kept = [CellOutline](repeating: CellOutline(item: -1), count: slots)

    private static let slots = 256
    /// Pixels a side of blocks, and leaves that are looked at for each pixel of one.
    private static let sides = [16, 4]
    private static let mostLeaves = 24

    init(_ cells: CurvilinearCells, _ outlines: CellOutlines, pixels: PixelVectors) {
        (self.cells, self.outlines, self.pixels) = (cells, outlines, pixels)
    }

    /// Calls `body` with the number (row-major) of each pixel that a cell holds, and the cell.
    mutating func forEachPixel(_ body: (Int, Int) -> Void) {
        for block in pixels.whole.parts(side: Self.sides[0]) { fill(block, Self.sides.dropFirst(), body) }
    }

    private mutating func fill(
        _ block: PixelVectors.Block,
        _ sides: ArraySlice<Int>,
        _ body: (Int, Int) -> Void
    ) {
        guard let cap = pixels.cap(around: block) else { return fillOneByOne(block, body) }
        let shape = CapShape(around: cap.middle, squaredChord: cap.radius * cap.radius)
        var leaves: [Int] = []
        for node in cells.tree.nodes(meeting: shape) {
            leaves.append(node)
            if leaves.count > Self.mostLeaves { break }
        }
        if leaves.count <= Self.mostLeaves { return fill(block, leaves, body) }
        guard let side = sides.first else { return fillOneByOne(block, body) }
        for part in block.parts(side: side) { fill(part, sides.dropFirst(), body) }
    }

    private mutating func fillOneByOne(_ block: PixelVectors.Block, _ body: (Int, Int) -> Void) {
        for row in block.rows {
            for column in block.columns {
                let place = pixels.vector(column: column, row: row)
                guard place.x.isFinite else { continue }
                var first: Int?
                for node in cells.tree.nodes(meeting: PlaceShape(place)) { look(into: node, place, &first) }
                if let first { body(row * pixels.width + column, first) }
            }
        }
    }

    private mutating func fill(_ block: PixelVectors.Block, _ leaves: [Int], _ body: (Int, Int) -> Void) {
        guard !leaves.isEmpty else { return }
        for row in block.rows {
            for column in block.columns {
                let place = pixels.vector(column: column, row: row)
                let shape = PlaceShape(place)
                var first: Int?
                for node in leaves where shape.mayMeet(cells.tree.boxes[node]) {
                    look(into: node, place, &first)
                }
                if let first { body(row * pixels.width + column, first) }
            }
        }
    }

    /// Looks for the cell of the lowest number that holds a place.
    private mutating func look(into node: Int, _ place: UnitVector, _ first: inout Int?) {
        for position in cells.tree.entries(ofLeaf: node - cells.tree.leafCount) {
            let entry = cells.tree.entries[position]
            guard entry.item >= 0, cells.isNear(entry, place) else { continue }
            let item = Int(entry.item)
            if let first, first < item { continue }
            if outline(of: item).holds(place) { first = item }
        }
    }

    private mutating func outline(of item: Int) -> CellOutline {
        let slot = item % Self.slots
        if kept[slot].item != item { kept[slot] = outlines.outline(of: item) }
        return kept[slot]
    }
}
