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
    /// Along a row of a picture the latitude is one, along a column the longitude, but for projected ones: what is left for
    /// each pixel of the picture is whole numbers.
    @inline(__always)
    private func forEachPixel(under target: RasterTarget, _ body: (Int, Int) -> Void) {
        guard let finest = index.parts.first else { return }
        let division = finest.division
        var search = PartSearch(index)
        guard target.isSeparable else {
            return target.forEachPlace { pixel, longitude, latitude in
                guard let quarters = HEALPixDivision.quarters(at: longitude),
                    let parallel = division.parallel(at: sphereLatitude(latitude))
                else { return }
                let position = search.position(of: division.pixel(quarters: quarters, parallel: parallel))
                if position >= 0 { body(pixel, position) }
            }
        }
        let quarters = (0..<target.width).map { column in
            HEALPixDivision.quarters(at: target.longitude(ofColumn: column)) ?? -1
        }
        for row in 0..<target.height {
            let latitude = target.latitude(ofRow: row)
            guard abs(latitude) <= 90, let parallel = division.parallel(at: sphereLatitude(latitude)) else {
                continue
            }
            for column in 0..<target.width where quarters[column] >= 0 {
                let position = search.position(
                    of: division.pixel(quarters: quarters[column], parallel: parallel)
                )
                if position >= 0 { body(row * target.width + column, position) }
            }
        }
    }

    /// Looks for pixels of the finest level among those that are listed, near the last one first.
    private struct PartSearch {
        private let parts: [(before: Int, shift: Int)]
        private let runs: NumberRuns
        private var cursors: [NumberRuns.Cursor]

        init(_ index: HEALPixIndex) {
            let finest = index.parts.first?.division.level ?? 0
            parts = index.parts.map { ($0.before, 2 * (finest - ($0.division.level ?? 0))) }
            runs = index.runs
            cursors = index.parts.map { _ in NumberRuns.Cursor() }
        }

        /// The position of the finest listed pixel that holds one of the finest level; −1 for none.
        @inline(__always)
        mutating func position(of pixel: Int) -> Int {
            for number in parts.indices {
                let wanted = parts[number].before + pixel >> parts[number].shift
                let position = runs.position(of: wanted, &cursors[number])
                if position >= 0 { return position }
            }
            return -1
        }
    }
}
