extension CurvilinearGrid {
    package func cells(under target: RasterTarget) -> CellMap {
        var columns = [Int32](repeating: -1, count: target.width * target.height)
        var rows = columns
        let (width, count) = (cells.columns, cells.columns * cells.rows)
        // In a file that was damaged while it is mapped there may stand any number.
        cells.forEachItem(under: target) { pixel, item in
            guard item < count else { return }
            columns[pixel] = Int32(item % width)
            rows[pixel] = Int32(item / width)
        }
        return CellMap(scatteredColumns: columns, rows: rows)
    }

    package func mapBytes(of target: RasterTarget) -> Int {
        target.width * target.height * 2 * MemoryLayout<Int32>.size + PixelVectors.bytes(target)
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        cells.forEachItem(under: target) { _, item in body(gridCell(item)) }
    }
}

extension CurvilinearGrid {
    package func cell(under target: RasterTarget, column: Int, row: Int) -> GridCell? {
        var cell: GridCell?
        cells.forEachItem(under: target, only: PixelVectors.Pixel(column: column, row: row)) { _, item in
            cell = gridCell(item)
        }
        return cell
    }
}

extension CurvilinearCells {
    /// Calls `body` with the number (row-major) of each pixel that has a cell, and the cell; of one pixel where only that is
    /// asked for.
    fileprivate func forEachItem(
        under target: RasterTarget,
        only pixel: PixelVectors.Pixel? = nil,
        _ body: (Int, Int) -> Void
    ) {
        forEachItem(PixelVectors(target, only: pixel), body)
    }

    /// The same of pixels whose places are known.
    func forEachItem(_ pixels: PixelVectors, _ body: (Int, Int) -> Void) {
        guard let corners else {
            let rule = KeptReach(reach: reach, farthest: farthest)
            return NearestPixels.forEachPixel(pixels, tree, places, rule, body)
        }
        CellHolder.forEachPixel(pixels, self, CellOutlines(places: places, corners: corners), body)
    }
}
