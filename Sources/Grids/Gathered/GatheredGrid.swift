package import Failures

/// Some cells of a grid in rows and columns, along one dimension: compression by gathering (CF 1.11, section 8.2).
///
/// Cells that are not listed are missing: a place in one has no cell here.
package struct GatheredGrid<Whole: Grid>: Grid {
    package var kind: String { whole.kind }
    /// The grid that the cells are of.
    let whole: Whole
    let columns, rows: Int
    /// Whether cells are counted row by row, not column by column.
    let isByRow: Bool
    /// The numbers of the listed cells.
    let list: NumberList
    private let runs: NumberRuns

    package init(of whole: Whole, columns: Int, rows: Int, isByRow: Bool, list: NumberList, runs: NumberRuns)
    {
        (self.whole, self.columns, self.rows, self.isByRow) = (whole, columns, rows, isByRow)
        (self.list, self.runs) = (list, runs)
    }

    package var extent: GeographicExtent { whole.extent }

    package var hasGeographicLines: Bool { false }

    package var rowCount: Int { 1 }
    package var columnCount: Int { list.count }

    package func cell(containing place: GeographicPoint) -> GridCell? {
        guard let cell = whole.cell(containing: place) else { return nil }
        return runs.position(of: number(of: cell)).map { GridCell(column: $0, row: 0) }
    }

    package func missingCell(containing place: GeographicPoint) -> GeographicPoint? {
        guard let cell = whole.cell(containing: place), runs.position(of: number(of: cell)) == nil else {
            return nil
        }
        return whole.centre(of: cell)
    }

    package func centre(of cell: GridCell) -> GeographicPoint? { original(cell).flatMap(whole.centre) }

    /// The cell of the whole grid at a position of the list.
    private func original(_ cell: GridCell) -> GridCell? {
        cell.row == 0 ? list.number(at: cell.column).map(place) : nil
    }

    package func outline(of cell: GridCell) -> [GeographicPoint]? {
        original(cell).flatMap(whole.outline)
    }

    package func area(of cell: GridCell) -> Double? { original(cell).flatMap(whole.area) }

    package func hasSameCells(as other: any Grid) -> Bool {
        guard let other = other as? GatheredGrid<Whole> else { return false }
        return isByRow == other.isByRow && list == other.list && whole.hasSameCells(as: other.whole)
    }

    /// The number of a cell, which is one of the whole grid.
    func number(of cell: GridCell) -> Int {
        isByRow ? cell.row * columns + cell.column : cell.column * rows + cell.row
    }

    private func place(of number: Int) -> GridCell {
        isByRow
            ? GridCell(column: number % columns, row: number / columns)
            : GridCell(column: number / rows, row: number % rows)
    }

    // Places.

    /// Cells of the whole grid that are looked at for one footprint, as of other grids whose cells are a list.
    private static var most: Int { 1 << 21 }

    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        guard let found = try whole.cells(in: footprint, within: bounds) else { return nil }
        let columns = found.columns.flatMap { range in (0..<range.count).map { range[$0] } }
        let rows = found.rows.flatMap { range in (0..<range.count).map { range[$0] } }
        try bounds.check(columns: columns.count, rows: rows.count, most: Self.most)
        var positions: [Int] = []
        for (line, row) in rows.enumerated() {
            for run in found.inside?[line] ?? [0..<columns.count] {
                for column in columns[run] {
                    let number = number(of: GridCell(column: column, row: row))
                    if let position = runs.position(of: number) { positions.append(position) }
                }
            }
        }
        guard !positions.isEmpty else { return nil }
        positions.sort()
        return CellSet(
            columns: IndexRange.runs(of: positions),
            rows: [IndexRange(0..<1)],
            centres: .scattered(positions.compactMap { centre(of: GridCell(column: $0, row: 0)) })
        )
    }

    // Pictures.

    package func mapBytes(of target: RasterTarget) -> Int {
        whole.mapBytes(of: target) + target.width * target.height * 2 * MemoryLayout<Int32>.size
    }

    package func cells(under target: RasterTarget) -> CellMap { cells(under: target, keeping: nil) }

    package func cells(under target: RasterTarget, keeping placings: KeptPlacings?) -> CellMap {
        let map = whole.cells(under: target, keeping: placings)
        var columns = [Int32](repeating: -1, count: target.width * target.height)
        var rows = columns
        var cursor = NumberRuns.Cursor()
        for pixel in columns.indices {
            let isByLine = map.layout == .separable
            let column = map.columns[isByLine ? pixel % target.width : pixel]
            let row = map.rows[isByLine ? pixel / target.width : pixel]
            guard column >= 0, row >= 0 else { continue }
            let number = number(of: GridCell(column: Int(column), row: Int(row)))
            let position = runs.position(of: number, &cursor)
            guard position >= 0 else { continue }
            columns[pixel] = Int32(truncatingIfNeeded: position)
            rows[pixel] = 0
        }
        return CellMap(scatteredColumns: columns, rows: rows)
    }

    package var mixesByNumber: Bool { whole.mixesByNumber }

    /// As the whole grid, but for the cells that are not listed.
    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        switch resampling {
        case .nearest: return nil
        case .bilinear: return whole.weights(under: target, by: resampling).flatMap(listed)
        case .average: return averaged(target)
        }
    }

    package func weights(
        under target: RasterTarget,
        column: Int,
        row: Int,
        by resampling: Resampling
    ) -> CellWeights? {
        switch resampling {
        case .nearest: return nil
        case .bilinear:
            return whole.weights(under: target, column: column, row: row, by: resampling).flatMap(listed)
        case .average: return averaged(target, only: RasterTarget.Pixel(column: column, row: row))
        }
    }

    private func listed(_ weights: CellWeights) -> CellWeights? {
        var cursor = NumberRuns.Cursor()
        let lists = weights.lists?.mapped { cell in
            let position = runs.position(of: number(of: cell), &cursor)
            return position < 0 ? nil : GridCell(column: position, row: 0)
        }
        return lists.map { .lists($0) }
    }

    package func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        for column in columns {
            guard let cell = original(GridCell(column: column, row: row)) else {
                line.addNone()
                continue
            }
            whole.addCentres(of: cell.column..<cell.column + 1, row: cell.row, to: &line)
        }
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        whole.forEachCell(under: target) { cell in
            if let position = runs.position(of: number(of: cell)) { body(GridCell(column: position, row: 0)) }
        }
    }

    package func cell(under target: RasterTarget, column: Int, row: Int) -> GridCell? {
        whole.cell(under: target, column: column, row: row)
            .flatMap { runs.position(of: number(of: $0)) }
            .map { GridCell(column: $0, row: 0) }
    }
}
