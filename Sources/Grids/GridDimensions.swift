/// The dimensions of an array along which the cells of its grid lie.
package struct GridDimensions: Sendable, Equatable {
    /// Of the rows; nil where all cells are one row: meshes, pixels of a sphere, lists of places.
    package let row: Int?
    /// Of the columns; of one row, of the cells.
    package let column: Int

    package init(row: Int?, column: Int) {
        self.row = row
        self.column = column
    }

    package func contains(_ dimension: Int) -> Bool { dimension == column || dimension == row }

    /// The dimensions themselves, rows first.
    package var all: [Int] { (row.map { [$0] } ?? []) + [column] }
}
