package import CRS
package import Failures

/// Where the cells of a variable are on the Earth: a kind of grid is a conforming type and a folder.
///
/// Cells lie in rows and columns. Those of a grid along one dimension, such as a mesh, are the columns of a single row.
package protocol Grid: Sendable {
    /// What an operator would call it: `rectilinear`.
    var kind: String { get }

    /// What its cells under pictures are kept by; nil where finding them is quicker than that.
    var identity: GridIdentity? { get }

    /// The outer edges of all cells.
    var extent: GeographicExtent { get }

    /// How many rows and columns of cells there are; one row for a grid along one dimension.
    var rowCount: Int { get }
    var columnCount: Int { get }

    /// The cell that contains a place, by column (the x dimension) and row (the y dimension); nil outside.
    func cell(containing place: GeographicPoint) -> GridCell?

    /// The centre of a cell that holds a place and of which the dataset keeps nothing: what is asked there is missing, not
    /// outside (CF 1.11, section 8.2).
    func missingCell(containing place: GeographicPoint) -> GeographicPoint?

    /// The place of a cell's centre, longitude in −180…180; nil for indices outside, and for a cell at the limb of a
    /// projection whose centre is on no place.
    func centre(of cell: GridCell) -> GeographicPoint?

    /// Where a cell that holds a place is told to be: its centre; nil for a hidden one.
    func place(of cell: GridCell, holding place: GeographicPoint) -> GeographicPoint?

    /// The places around a cell in order, the first not repeated: its corners, and places between them where its edges are
    /// not the shortest ways; longitudes in −180…180, whatever side of the antimeridian the next is on.
    ///
    /// Nil for indices outside, and for a cell that has no edges: a feature, a node, one at the limb of a projection.
    func outline(of cell: GridCell) -> [GeographicPoint]?

    /// Square metres of a cell on a sphere with the Earth's mean radius; nil for one without outline.
    func area(of cell: GridCell) -> Double?

    /// True when its columns have one longitude each and its rows one latitude.
    var hasGeographicLines: Bool { get }

    /// The cells whose centres lie in a footprint; nil where none does.
    ///
    /// - Throws: `tooLarge` where more cells or crossings than allowed would have to be looked at; `timedOut`, `cancelled`.
    func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet?

    /// The projection that the grid's lines follow, where it has a code: places may be asked in its coordinates too.
    var system: NamedSystem? { get }

    /// The cells that a place in the coordinates of `system` means, of which none the one that holds its inner place;
    /// nil where that too lies outside.
    ///
    /// - Throws: as `cells(in:within:)`; `unsupported` for a grid without a system.
    func cells(in place: PlanePlace, within bounds: PlacingBounds) throws(Failure) -> CellSet?

    /// What a policy's box leaves: the cells whose centres lie in it; nil where there are too many to look at.
    func cut(to box: GeographicBox) -> GridCut?

    /// The grid of the cells that a policy's box leaves.
    ///
    /// - Throws: `busy` where there is no memory for it now; `timedOut` where making it takes too long.
    func part(of left: BoxedCells, memory: PartMemory) throws(Failure) -> any Grid

    /// True for a grid of the same kind with the same cells in the same order.
    func hasSameCells(as other: any Grid) -> Bool

    /// The cells under the pixel centres of a picture.
    func cells(under target: RasterTarget) -> CellMap

    /// The same, where those of earlier pictures are kept.
    func cells(under target: RasterTarget, keeping placings: KeptPlacings?) -> CellMap

    /// Bytes that `cells(under:)` takes, known without making it.
    func mapBytes(of target: RasterTarget) -> Int

    /// Calls `body` with the cell under each pixel that has one, in any order: the cells of the map, without the map.
    func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void)

    /// The cell that a picture shows in one of its pixels; nil where there is none.
    func cell(under target: RasterTarget, column: Int, row: Int) -> GridCell?

    /// The cells that make up the pixels of a picture, and their weights; nil where each pixel is its nearest cell's.
    func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights?

    /// The same of one pixel of a picture alone.
    func weights(under target: RasterTarget, column: Int, row: Int, by resampling: Resampling) -> CellWeights?

    /// Adds the centres of some cells of a row to a line of them, and how large the cells are.
    func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine)

    /// Calls `body` with a row and some of its columns, no more than a line has, for all cells whose centres may lie in a picture,
    /// each once: of cells at one place one is enough.
    func forEachRun(near target: RasterTarget, _ body: (Int, Range<Int>) -> Void)

    /// Whether the mean of some cells says anything: not of things that are no cells.
    var hasMeans: Bool { get }

    /// Whether the numbers of cells alone, and not where others are said to be, decide between which a place lies.
    var mixesByNumber: Bool { get }

    /// Between which of its cells that are left the pixels of a picture lie, or one of them, as if there were no others; nil where
    /// others cannot be left out of it.
    func lists(
        under target: RasterTarget,
        only pixel: RasterTarget.Pixel?,
        leaving isLeft: @escaping (GridCell) -> Bool
    ) -> CellLists?
}

extension Grid {
    package var identity: GridIdentity? { nil }

    package var system: NamedSystem? { nil }

    package func missingCell(containing place: GeographicPoint) -> GeographicPoint? { nil }

    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? { nil }

    package var mixesByNumber: Bool { false }

    package var hasMeans: Bool { true }

    package func lists(
        under target: RasterTarget,
        only pixel: RasterTarget.Pixel?,
        leaving isLeft: @escaping (GridCell) -> Bool
    ) -> CellLists? {
        guard mixesByNumber else { return nil }
        guard let pixel else { return weights(under: target, by: .bilinear)?.lists }
        return weights(under: target, column: pixel.column, row: pixel.row, by: .bilinear)?.lists
    }

    /// Looks at the pixel as a picture of its own, where that is how pictures choose its cell.
    package func weights(
        under target: RasterTarget,
        column: Int,
        row: Int,
        by resampling: Resampling
    ) -> CellWeights? {
        switch resampling {
        case .nearest: return nil
        case .bilinear: return weights(under: target.pixel(column: column, row: row), by: resampling)
        case .average:
            return hasMeans ? averaged(target, only: RasterTarget.Pixel(column: column, row: row)) : nil
        }
    }

    package func place(of cell: GridCell, holding place: GeographicPoint) -> GeographicPoint? {
        centre(of: cell)
    }

    package func cells(in place: PlanePlace, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        throw .unsupported(reason: "A \(kind) grid has no coordinates of a projection")
    }

    package func part(of left: BoxedCells, memory: PartMemory) -> any Grid {
        CutGrid(self, left)
    }

    /// Looks for the cell under the centre of the pixel alone, where that is how pictures choose theirs.
    package func cell(under target: RasterTarget, column: Int, row: Int) -> GridCell? {
        let cells = cells(under: target.pixel(column: column, row: row))
        guard let column = cells.columns.first, let row = cells.rows.first, column >= 0, row >= 0 else {
            return nil
        }
        return GridCell(column: Int(column), row: Int(row))
    }
}

/// Position of a cell: its column along the x dimension and its row along y, 0 where all cells are one row.
package struct GridCell: Sendable, Equatable {
    package let column: Int
    package let row: Int

    package init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}
