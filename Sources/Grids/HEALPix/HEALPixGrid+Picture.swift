extension HEALPixGrid {
    package func mapBytes(of target: RasterTarget) -> Int {
        target.width * target.height * 2 * MemoryLayout<Int32>.size
    }

    package func cells(under target: RasterTarget) -> CellMap {
        var columns = [Int32](repeating: -1, count: target.width * target.height)
        var rows = columns
        columns.withUnsafeMutableBufferPointer { columns in
            rows.withUnsafeMutableBufferPointer { rows in
                forEachPixel(under: target) { pixel, position in
                    columns[pixel] = Int32(truncatingIfNeeded: position)
                    rows[pixel] = 0
                }
            }
        }
        return CellMap(scatteredColumns: columns, rows: rows)
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        forEachPixel(under: target) { _, position in body(GridCell(column: position, row: 0)) }
    }

    /// Calls `body` with each pixel of a picture that has a cell, row-major, and the cell's position.
    ///
    /// Along a row of a picture the latitude is one, along a column the longitude: what is left for each pixel of the
    /// picture is whole numbers.
    @inline(__always)
    private func forEachPixel(under target: RasterTarget, _ body: (Int, Int) -> Void) {
        guard let finest = index.parts.first else { return }
        let division = finest.division
        let quarters = (0..<target.width).map { column in
            HEALPixDivision.quarters(at: target.longitude(ofColumn: column)) ?? -1
        }
        var cursors = index.parts.map { _ in NumberRuns.Cursor() }
        let runs = index.runs
        let shifts = index.parts.map { 2 * ((division.level ?? 0) - ($0.division.level ?? 0)) }
        for row in 0..<target.height {
            let latitude = target.latitude(ofRow: row)
            guard abs(latitude) <= 90, let parallel = division.parallel(at: sphereLatitude(latitude)) else {
                continue
            }
            for column in 0..<target.width where quarters[column] >= 0 {
                let pixel = division.pixel(quarters: quarters[column], parallel: parallel)
                for (number, part) in index.parts.enumerated() {
                    let wanted = part.before + pixel >> shifts[number]
                    let position = runs.position(of: wanted, &cursors[number])
                    guard position >= 0 else { continue }
                    body(row * target.width + column, position)
                    break
                }
            }
        }
    }
}
