extension MeshGrid {
    package func cells(under target: RasterTarget) -> CellMap {
        var cells = [Int32](repeating: -1, count: target.width * target.height)
        cells.withUnsafeMutableBufferPointer { cells in
            // In a file that was damaged while it is mapped there may stand any number.
            let count = columnCount
            forEachPixel(of: target) { pixel, cell in
                cells[pixel] = cell < count ? Int32(truncatingIfNeeded: cell) : -1
            }
        }
        return CellMap(cellsOfOneRow: cells)
    }

    package func mapBytes(of target: RasterTarget) -> Int {
        target.width * target.height * 2 * MemoryLayout<Int32>.size + PixelVectors.bytes(target)
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        forEachPixel(of: target) { _, cell in body(GridCell(column: cell, row: 0)) }
    }

    package func cell(under target: RasterTarget, column: Int, row: Int) -> GridCell? {
        var found: GridCell?
        forEachPixel(of: target, only: PixelVectors.Pixel(column: column, row: row)) { _, cell in
            found = GridCell(column: cell, row: 0)
        }
        return found
    }

    /// Calls `body` with the number (row-major) of each pixel that has a cell, and the cell; of one pixel where only that is
    /// asked for.
    @inline(__always)
    private func forEachPixel(
        of target: RasterTarget,
        only pixel: PixelVectors.Pixel? = nil,
        _ body: (Int, Int) -> Void
    ) {
        forEachPixel(of: PixelVectors(target, only: pixel), body)
    }

    /// The same of pixels whose places are known.
    @inline(__always)
    func forEachPixel(of pixels: PixelVectors, _ body: (Int, Int) -> Void) {
        switch finder {
        case .faces(let index, let bare): FaceHolder.forEachPixel(pixels, index, bare, body)
        case .nodes(let index, let faces):
            NodeReach.with(index, around: faces) { rule in
                NearestPixels.forEachPixel(pixels, index.tree, index.nodes, rule, body)
            }
        }
    }
}
