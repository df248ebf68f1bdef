/// The cells whose centres lie in each pixel of a picture, of which the pixel is the mean by area; one in which none lies has its
/// nearest cell.
///
/// Nothing is kept of a cell but a bit: where its centre lies is worked out again for the chunk that has its value.
package struct AveragedCells: Sendable {
    private let grid: any Grid
    private let pixels: CentrePixels
    /// The only pixel that is asked for, of all; nil for every one.
    private let only: Int?
    /// The cells that lie in any pixel.
    private let mask: CellMask
    /// For each pixel the nearest cell where no centre lies in it: `none` where there is none, `filled` where one does.
    package private(set) var columns: [Int32]
    package private(set) var rows: [Int32]
    package private(set) var spans = PixelSpans.none
    /// What a policy leaves of the stored array, in whose indices cells are then; nil for all.
    private var columnWindow, rowWindow: IndexWindow?

    private static let none: Int32 = -1
    private static let filled: Int32 = -2
    /// Cells that are looked at for one picture: some of them a second time.
    static let most = 1 << 23
    /// Bytes of the marks of a grid's cells; none where there are too many of them.
    package static func maskBytes(of grid: any Grid) -> Int {
        let (count, overflows) = grid.rowCount.multipliedReportingOverflow(by: grid.columnCount)
        return overflows || count > most ? 0 : count / 8
    }

    /// Nil for a grid of too many cells, and a picture that goes round too often.
    init?(_ grid: any Grid, under target: RasterTarget, only pixel: RasterTarget.Pixel? = nil) {
        let (rowCount, columnCount) = (grid.rowCount, grid.columnCount)
        let (count, overflows) = rowCount.multipliedReportingOverflow(by: columnCount)
        guard !overflows, count <= Self.most, let pixels = CentrePixels(target),
            var mask = CellMask(rows: 0..<rowCount, columns: 0..<columnCount)
        else { return nil }
        (self.grid, self.pixels) = (grid, pixels)
        let only = pixel.map { $0.row * target.width + $0.column }
        (columns, rows) = Self.nearest(grid, under: target, only: pixel)
        var line = CentreLine(hasAreas: false)
        columns.withUnsafeMutableBufferPointer { nearest in
            grid.forEachRun(near: target) { row, run in
                line.clear()
                grid.addCentres(of: run, row: row, to: &line)
                pixels.forEach(line) { index, pixel in
                    guard only == nil || only == pixel else { return }
                    nearest[only == nil ? pixel : 0] = Self.filled
                    mask.leave(row: row, column: run.lowerBound + index)
                }
            }
        }
        (self.only, self.mask) = (only, mask)
        spans = PixelSpans(columns: columns, rows: rows)
    }

    /// A column and a row for each pixel.
    private static func nearest(
        _ grid: any Grid,
        under target: RasterTarget,
        only pixel: RasterTarget.Pixel?
    ) -> ([Int32], [Int32]) {
        if let pixel {
            let cell = grid.cell(under: target, column: pixel.column, row: pixel.row)
            return ([cell.map { Int32($0.column) } ?? none], [cell.map { Int32($0.row) } ?? none])
        }
        let map = grid.cells(under: target)
        guard map.layout == .separable else { return (map.columns, map.rows) }
        var (columns, rows) = ([Int32](), [Int32]())
        for row in map.rows {
            for column in map.columns {
                let isNone = row < 0 || column < 0
                columns.append(isNone ? none : column)
                rows.append(isNone ? none : row)
            }
        }
        return (columns, rows)
    }

    /// How many pixels there are.
    package var count: Int { columns.count }

    /// Whether a pixel has a cell.
    package func isCovered(_ pixel: Int) -> Bool { columns[pixel] != Self.none }

    package var byteCount: Int { columns.count * 8 + spans.byteCount + mask.byteCount }

    /// The same as indices of the stored array, of which a policy leaves these windows; nil for all.
    func mapped(columns window: IndexWindow?, rows rowWindow: IndexWindow?) -> AveragedCells {
        guard window != nil || rowWindow != nil else { return self }
        var mapped = self
        (mapped.columnWindow, mapped.rowWindow) = (window, rowWindow)
        for pixel in columns.indices where columns[pixel] >= 0 {
            if let window { mapped.columns[pixel] = Int32(window.index(of: Int(columns[pixel]))) }
            if let rowWindow { mapped.rows[pixel] = Int32(rowWindow.index(of: Int(rows[pixel]))) }
        }
        mapped.spans = PixelSpans(columns: mapped.columns, rows: mapped.rows)
        return mapped
    }

    /// Calls `body` with each cell in some rows and columns that lies in a pixel: its row and column, the pixel, and its weight, a
    /// share of the sphere.
    package func forEach(
        rows: Range<Int>,
        columns: Range<Int>,
        _ body: (_ row: Int, _ column: Int, _ pixel: Int, _ weight: Double) -> Void
    ) {
        var line = CentreLine(hasAreas: true)
        forEachRun(rows: rows, columns: columns) { index, row, run in
            line.clear()
            grid.addCentres(of: run, row: row, to: &line)
            pixels.forEach(line) { place, pixel in
                guard only == nil || only == pixel else { return }
                let column = run.lowerBound + place
                body(
                    index,
                    columnWindow?.index(of: column) ?? column,
                    only == nil ? pixel : 0,
                    line.areas[place]
                )
            }
        }
    }

    /// Calls `body` with each cell that lies in any pixel, or is the nearest of one.
    package func forEachCell(_ body: (_ row: Int, _ column: Int) -> Void) {
        for row in mask.rows {
            let index = rowWindow?.index(of: row) ?? row
            for run in mask.runs(ofRow: row, in: mask.columns) {
                for column in run { body(index, columnWindow?.index(of: column) ?? column) }
            }
        }
        for pixel in columns.indices where columns[pixel] >= 0 { body(Int(rows[pixel]), Int(columns[pixel])) }
    }

    /// Runs of marked cells, with the row's index.
    private func forEachRun(
        rows: Range<Int>,
        columns: Range<Int>,
        _ body: (_ index: Int, _ row: Int, _ run: Range<Int>) -> Void
    ) {
        for row in rowWindow == nil ? mask.rows.clamped(to: rows) : mask.rows {
            let index = rowWindow?.index(of: row) ?? row
            guard rows.contains(index) else { continue }
            let part = columnWindow == nil ? mask.columns.clamped(to: columns) : mask.columns
            for run in mask.runs(ofRow: row, in: part) {
                for run in left(of: run, in: columns) {
                    type(of: grid).forEachPart(of: run) { body(index, row, $0) }
                }
            }
        }
    }

    /// The parts of a run whose indices are among some columns.
    private func left(of run: Range<Int>, in columns: Range<Int>) -> [Range<Int>] {
        guard let columnWindow else { return [run] }
        var (parts, start): ([Range<Int>], Int?) = ([], nil)
        for column in run {
            let isInside = columns.contains(columnWindow.index(of: column))
            if isInside, start == nil { start = column }
            if !isInside, let first = start { (parts, start) = (parts + [first..<column], nil) }
        }
        return start.map { parts + [$0..<run.upperBound] } ?? parts
    }
}

extension Grid {
    /// The mean of the cells in each pixel of a picture, or in one of them.
    func averaged(_ target: RasterTarget, only pixel: RasterTarget.Pixel? = nil) -> CellWeights? {
        AveragedCells(self, under: target, only: pixel).map { .centres($0) }
    }
}
