/// Which cell of a grid lies under the centre of each pixel; −1 where there is none.
package struct CellMap: Sendable {
    package enum Layout: Sendable {
        /// `columns` has one entry per pixel column, `rows` one per pixel row: rectilinear grids under geographic and
        /// Mercator pictures.
        case separable
        /// Both have one entry per pixel, row-major: every other pair of grid and picture.
        case scattered
    }

    package let layout: Layout
    package let columns: [Int32]
    package let rows: [Int32]
    /// Where the cells of every few pixels lie, of a scattered map.
    package let spans: PixelSpans

    package init(columns: [Int32], rows: [Int32]) {
        layout = .separable
        self.columns = columns
        self.rows = rows
        spans = .none
    }

    /// A map of pixels in any order; of each pair both or neither are −1.
    package init(scatteredColumns columns: [Int32], rows: [Int32]) {
        layout = .scattered
        self.columns = columns
        self.rows = rows
        spans = PixelSpans(columns: columns, rows: rows)
    }

    /// A map of pixels in any order to cells that are all one row.
    init(cellsOfOneRow columns: [Int32]) {
        self.init(scatteredColumns: columns, rows: columns.map { min($0, 0) })
    }

    /// The cell under a pixel, counted row by row in lines of `width`; nil where there is none.
    package func cell(ofPixel pixel: Int, width: Int) -> GridCell? {
        let (line, across) = pixel.quotientAndRemainder(dividingBy: max(width, 1))
        let (column, row) = layout == .separable ? (across, line) : (pixel, pixel)
        guard columns.indices.contains(column), rows.indices.contains(row), columns[column] >= 0,
            rows[row] >= 0
        else { return nil }
        return GridCell(column: Int(columns[column]), row: Int(rows[row]))
    }

    package var byteCount: Int { (columns.count + rows.count) * MemoryLayout<Int32>.size + spans.byteCount }

    /// Positions on axes as indices of the stored array, of which a policy leaves these windows; nil for all.
    package func mapped(columns columnWindow: IndexWindow?, rows rowWindow: IndexWindow?) -> CellMap {
        guard columnWindow != nil || rowWindow != nil else { return self }
        let columns = Self.indices(columns, columnWindow)
        let rows = Self.indices(rows, rowWindow)
        return layout == .separable
            ? CellMap(columns: columns, rows: rows) : CellMap(scatteredColumns: columns, rows: rows)
    }

    private static func indices(_ positions: [Int32], _ window: IndexWindow?) -> [Int32] {
        guard let window else { return positions }
        return positions.map { $0 < 0 ? $0 : Int32(window.index(of: Int($0))) }
    }
}
