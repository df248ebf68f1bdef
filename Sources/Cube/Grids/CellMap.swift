/// Which cell of a grid lies under the centre of each pixel.
///
/// For rectilinear grids under geographic or Mercator pictures columns and rows are independent.
package struct CellMap: Sendable {
    /// For each pixel column the grid's column, −1 where there is none.
    package let columns: [Int32]
    /// For each pixel row the grid's row, −1 where there is none.
    package let rows: [Int32]

    package init(columns: [Int32], rows: [Int32]) {
        self.columns = columns
        self.rows = rows
    }

    /// True when no pixel has a cell: the picture is empty and nothing need be read.
    package var isEmpty: Bool {
        !columns.contains { $0 >= 0 } || !rows.contains { $0 >= 0 }
    }
}
