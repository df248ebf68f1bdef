extension CurvilinearGrid {
    package func cells(under target: RasterTarget) -> CellMap {
        var columns = [Int32](repeating: -1, count: target.width * target.height)
        var rows = columns
        let width = cells.columns
        cells.forEachItem(under: target) { pixel, item in
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

extension CurvilinearCells {
    /// Calls `body` with the number (row-major) of each pixel that has a cell, and the cell.
    fileprivate func forEachItem(under target: RasterTarget, _ body: (Int, Int) -> Void) {
        let pixels = PixelVectors(target)
        guard let corners else {
            return NearestPixels(tree, places, reach: reach, pixels: pixels).forEachPixel(body)
        }
        var search = HolderPixels(self, CellOutlines(places: places, corners: corners), pixels: pixels)
        search.forEachPixel(body)
    }
}
