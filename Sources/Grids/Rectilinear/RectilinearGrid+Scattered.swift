/// Pictures in projections, whose columns have no one longitude and whose rows no one latitude.
extension RectilinearGrid {
    func scatteredCells(under target: RasterTarget) -> CellMap {
        var columns = [Int32](repeating: -1, count: target.width * target.height)
        var rows = columns
        columns.withUnsafeMutableBufferPointer { columns in
            rows.withUnsafeMutableBufferPointer { rows in
                forEachScattered(under: target) { pixel, column, row in
                    (columns[pixel], rows[pixel]) = (column, row)
                }
            }
        }
        return CellMap(scatteredColumns: columns, rows: rows)
    }

    /// Calls `body` with each pixel that has a cell, row-major, and the cell's column and row.
    @inline(__always)
    func forEachScattered(under target: RasterTarget, _ body: (Int, Int32, Int32) -> Void) {
        var (across, down) = (CellCursor(longitudes), CellCursor(latitudes))
        target.forEachPlace { pixel, longitude, latitude in
            let row = down.cell(at: latitude) { self.row(containing: latitude) }
            guard row >= 0 else { return }
            let column = column(at: longitude, &across)
            if column >= 0 { body(pixel, column, row) }
        }
    }
}
