/// The cells that make up the pixels of a picture whose columns and rows run along those of a grid: the weight of a cell
/// is that of its column times that of its row.
package struct CrossedLines: Sendable {
    package let columns: LineWeights
    package let rows: LineWeights
    /// Whether a pixel has a value only where the cell in which its centre lies has one.
    package let needsOwn: Bool

    package init(columns: LineWeights, rows: LineWeights, needsOwn: Bool) {
        (self.columns, self.rows, self.needsOwn) = (columns, rows, needsOwn)
    }

    /// Those of some of the pixels.
    package func part(columns: Range<Int>, rows: Range<Int>) -> CrossedLines {
        CrossedLines(
            columns: self.columns.part(columns),
            rows: self.rows.part(rows),
            needsOwn: needsOwn
        )
    }

    /// The same as indices of the stored array, of which a policy leaves these windows; nil for all.
    package func mapped(columns: IndexWindow?, rows: IndexWindow?) -> CrossedLines {
        CrossedLines(
            columns: self.columns.mapped(columns),
            rows: self.rows.mapped(rows),
            needsOwn: needsOwn
        )
    }

    package var byteCount: Int { columns.byteCount + rows.byteCount }
}
