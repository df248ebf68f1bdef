/// The cells of a grid that a policy's box leaves, to be made a grid of their own.
package struct BoxedCells: Sendable {
    let cut: GridCut
    let box: GeographicBox
    /// What is left of the columns and of the rows, which are more than the cut's where other grids lie on the same
    /// dimensions; nil for all.
    let columns: IndexWindow?
    let rows: IndexWindow?

    package init(_ cut: GridCut, in box: GeographicBox, columns: IndexWindow?, rows: IndexWindow?) {
        (self.cut, self.box, self.columns, self.rows) = (cut, box, columns, rows)
    }

    /// The same of another cut, as at one step of cells that move.
    func with(_ mask: CellMask) -> BoxedCells {
        let cut = GridCut(columns: cut.columns, rows: cut.rows, mask: mask)
        return BoxedCells(cut, in: box, columns: columns, rows: rows)
    }
}
