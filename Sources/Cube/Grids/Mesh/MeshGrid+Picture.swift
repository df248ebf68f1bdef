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

    /// Calls `body` with each pixel, row by row, and its cell or −1.
    @inline(__always)
    private func forEachPixel(of target: RasterTarget, _ body: (Int, Int32) -> Void) {
        var search = MeshSearch(finder)
        // Cosine and sine of each column and of each row: two for each pixel would cost more than its cell.
        let columns = (0..<target.width).map { column in
            Self.meridian(target.longitude(ofColumn: column))
        }
        for row in 0..<target.height {
            let latitude = target.latitude(ofRow: row)
            let parallel = abs(latitude) <= 90 ? UnitVector(longitude: 0, latitude: latitude) : nil
            for column in 0..<target.width {
                var cell = FaceIndex.none
                if let parallel, let meridian = columns[column] {
                    cell = search.cell(
                        at: UnitVector(
                            x: parallel.x * meridian.x,
                            y: parallel.x * meridian.y,
                            z: parallel.z
                        )
                    )
                }
                body(row * target.width + column, cell)
            }
        }
    }

    private static func meridian(_ longitude: Double) -> UnitVector? {
        abs(longitude) < farthest ? UnitVector(longitude: longitude, latitude: 0) : nil
    }
}
