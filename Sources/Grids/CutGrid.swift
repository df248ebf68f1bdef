internal import CRS
internal import Failures

/// The cells of another grid that a policy leaves, at the positions that they have then.
struct CutGrid: Grid {
    let whole: any Grid
    let box: GeographicBox
    /// What is left of the columns and of the rows; nil for all.
    let columns: IndexWindow?
    let rows: IndexWindow?
    /// Which cells of these are left; nil for all.
    let mask: CellMask?
    /// The box around what is left, which tells nothing of hidden cells.
    private(set) var extent: GeographicExtent

    private init(
        _ whole: any Grid,
        box: GeographicBox,
        columns: IndexWindow?,
        rows: IndexWindow?,
        mask: CellMask?
    ) {
        (self.whole, self.box, self.columns, self.rows, self.mask) = (whole, box, columns, rows, mask)
        extent = whole.extent.within(box)
        if let left = CutExtent(of: self, in: box).extent { extent = left }
    }

    /// The cells of a whole grid that are left.
    init(_ whole: any Grid, _ left: BoxedCells) {
        self.init(whole, box: left.box, columns: left.columns, rows: left.rows, mask: left.cut.mask)
    }

    /// Those of a grid that has no others, but for a mask.
    init(part: any Grid, in box: GeographicBox, mask: CellMask? = nil) {
        self.init(part, box: box, columns: nil, rows: nil, mask: mask)
    }

    var kind: String { whole.kind }
    var rowCount: Int { rows?.count ?? whole.rowCount }
    var columnCount: Int { columns?.count ?? whole.columnCount }
    var hasGeographicLines: Bool { whole.hasGeographicLines }
    var system: NamedSystem? { whole.system }

    /// Where a cell of the whole grid is now; nil where it is hidden.
    private func position(of cell: GridCell) -> GridCell? {
        guard mask?.leaves(row: cell.row, column: cell.column) ?? true,
            let column = columns.map({ $0.position(of: cell.column) }) ?? cell.column,
            let row = rows.map({ $0.position(of: cell.row) }) ?? cell.row
        else { return nil }
        return GridCell(column: column, row: row)
    }

    /// The cell of the whole grid at a position; nil where it is hidden or outside.
    private func original(_ cell: GridCell) -> GridCell? {
        guard (0..<columnCount).contains(cell.column), (0..<rowCount).contains(cell.row) else { return nil }
        let column = columns?.index(of: cell.column) ?? cell.column
        let row = rows?.index(of: cell.row) ?? cell.row
        guard mask?.leaves(row: row, column: column) ?? true else { return nil }
        return GridCell(column: column, row: row)
    }

    func cell(containing place: GeographicPoint) -> GridCell? {
        whole.cell(containing: place).flatMap(position)
    }

    func missingCell(containing place: GeographicPoint) -> GeographicPoint? {
        whole.missingCell(containing: place).flatMap { box.holds($0) ? $0 : nil }
    }

    func centre(of cell: GridCell) -> GeographicPoint? { original(cell).flatMap(whole.centre) }

    func outline(of cell: GridCell) -> [GeographicPoint]? { original(cell).flatMap(whole.outline) }

    func area(of cell: GridCell) -> Double? { original(cell).flatMap(whole.area) }

    func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        try whole.cells(in: footprint, within: bounds).flatMap(left)
    }

    func cells(in place: PlanePlace, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        try whole.cells(in: place, within: bounds).flatMap(left)
    }

    private func left(of cells: CellSet) -> CellSet? {
        cells.left(
            column: { column in columns.map { $0.position(of: column) } ?? column },
            row: { row in rows.map { $0.position(of: row) } ?? row },
            where: { mask?.leaves(row: $0, column: $1) ?? true }
        )
    }

    /// A policy has one box.
    func cut(to box: GeographicBox) -> GridCut? { nil }

    func hasSameCells(as other: any Grid) -> Bool {
        guard let other = other as? CutGrid else { return false }
        return columns == other.columns && rows == other.rows && mask == other.mask
            && whole.hasSameCells(as: other.whole)
    }

    func cells(under target: RasterTarget) -> CellMap {
        whole.cells(under: target).mapped(position)
    }

    /// Those of the whole grid are kept: whoever may see how much.
    func cells(under target: RasterTarget, keeping placings: KeptPlacings?) -> CellMap {
        whole.cells(under: target, keeping: placings).mapped(position)
    }

    func mapBytes(of target: RasterTarget) -> Int {
        // The whole grid's map and its own, which has an entry for each pixel.
        whole.mapBytes(of: target) + target.width * target.height * 2 * MemoryLayout<Int32>.size
    }

    func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        whole.forEachCell(under: target) { cell in position(of: cell).map(body) }
    }

    /// Between the cells that are left: hidden ones have no weight, nor does where they are decide anything.
    func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        weights(under: target, only: nil, by: resampling)
    }

    func weights(under target: RasterTarget, column: Int, row: Int, by resampling: Resampling) -> CellWeights?
    {
        weights(under: target, only: RasterTarget.Pixel(column: column, row: row), by: resampling)
    }

    private func weights(
        under target: RasterTarget,
        only pixel: RasterTarget.Pixel?,
        by resampling: Resampling
    ) -> CellWeights? {
        switch resampling {
        case .nearest: nil
        case .bilinear:
            whole.lists(under: target, only: pixel) { position(of: $0) != nil }
                .map { .lists($0.mapped(position)) }
        case .average: hasMeans ? averaged(target, only: pixel) : nil
        }
    }

    var hasMeans: Bool { whole.hasMeans }

    func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        guard self.columns == nil, rows == nil else {
            for column in columns {
                guard let cell = original(GridCell(column: column, row: row)) else {
                    line.addNone()
                    continue
                }
                whole.addCentres(of: cell.column..<cell.column + 1, row: cell.row, to: &line)
            }
            return
        }
        let first = line.count
        whole.addCentres(of: columns, row: row, to: &line)
        for (index, column) in columns.enumerated() where !(mask?.leaves(row: row, column: column) ?? true) {
            line.drop(first + index)
        }
    }

    func forEachRun(near target: RasterTarget, _ body: (Int, Range<Int>) -> Void) {
        guard columns == nil, rows == nil else {
            for row in 0..<rowCount { Self.forEachPart(of: 0..<columnCount) { body(row, $0) } }
            return
        }
        whole.forEachRun(near: target, body)
    }

    func cell(under target: RasterTarget, column: Int, row: Int) -> GridCell? {
        whole.cell(under: target, column: column, row: row).flatMap(position)
    }
}

extension CellMap {
    /// The same of cells at other positions; those without one have no pixels.
    fileprivate func mapped(_ position: (GridCell) -> GridCell?) -> CellMap {
        var (left, lines): ([Int32], [Int32]) = ([], [])
        func add(_ column: Int32, _ row: Int32) {
            let cell =
                column >= 0 && row >= 0 ? position(GridCell(column: Int(column), row: Int(row))) : nil
            left.append(cell.map { Int32($0.column) } ?? -1)
            lines.append(cell.map { Int32($0.row) } ?? -1)
        }
        switch layout {
        case .separable: for row in rows { for column in columns { add(column, row) } }
        case .scattered: for (column, row) in zip(columns, rows) { add(column, row) }
        }
        return CellMap(scatteredColumns: left, rows: lines)
    }
}

extension GeographicExtent {
    /// What of it lies in a box; the box where it goes round the Earth, itself where the two meet nowhere.
    fileprivate func within(_ box: GeographicBox) -> GeographicExtent {
        let (south, north) = (max(south, box.south), min(north, box.north))
        guard south <= north, box.width < 360 else {
            return GeographicExtent(
                west: west,
                south: min(south, north),
                east: east,
                north: max(south, north)
            )
        }
        // Degrees east of the box's west edge at which this begins and ends.
        let begin = box.offset(of: west)
        let end = begin + east - west
        let (from, to) =
            if begin <= box.width, end < 360 {
                (begin, min(end, box.width))
            } else if begin > box.width, end >= 360 { (0, min(end - 360, box.width)) } else { (0, box.width) }
        return GeographicExtent(west: box.west + from, south: south, east: box.west + to, north: north)
    }
}
