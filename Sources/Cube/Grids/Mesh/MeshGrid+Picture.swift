extension MeshGrid {
    package func cells(under target: RasterTarget) -> CellMap {
        let pixels = target.width * target.height
        let columns = [Int32](unsafeUninitializedCapacity: pixels) { columns, written in
            forEachPixel(of: target) { pixel, cell in columns.initializeElement(at: pixel, to: cell) }
            written = pixels
        }
        return CellMap(scatteredColumns: columns, rows: columns.map { min($0, 0) })
    }

    package func mapBytes(of target: RasterTarget) -> Int {
        target.width * target.height * 2 * MemoryLayout<Int32>.size
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        forEachPixel(of: target) { _, cell in
            if cell >= 0 { body(GridCell(column: Int(cell), row: 0)) }
        }
    }

    /// Pixels a side of the blocks that share what is found of the index, the larger first.
    private static let blockSizes = (large: 32, small: 8)

    /// Calls `body` with each pixel, block by block, and its cell or −1.
    @inline(__always)
    private func forEachPixel(of target: RasterTarget, _ body: (Int, Int32) -> Void) {
        let pixels = PixelVectors(target)
        var search = MeshSearch(finder)
        let (large, small) = Self.blockSizes
        for block in pixels.whole.parts(side: large) {
            if let box = pixels.box(around: block) { search.enter(block: box) }
            for part in block.parts(side: small) {
                if search.hasParts, let box = pixels.box(around: part) { search.enter(part: box) }
                for row in part.rows {
                    for column in part.columns {
                        let place = pixels.vector(column: column, row: row)
                        let isPlace = place.x.isFinite && place.y.isFinite
                        body(row * target.width + column, isPlace ? search.cell(at: place) : FaceIndex.none)
                    }
                }
            }
        }
    }
}
