/// What a policy's box leaves of a grid: the cells whose centres lie in it.
package struct GridCut: Sendable {
    /// The columns and rows that hold any cell that is left; none where nothing is.
    package let columns: [Range<Int>]
    package let rows: [Range<Int>]
    /// Which of their cells are left; nil for all of them.
    let mask: CellMask?
    /// The same of cells that move, at each step by its index in the arrays; nil for those that stay.
    package var steps: Steps?

    package struct Steps: Sendable {
        package let dimension: String
        let masks: [CellMask]
    }

    /// Whether columns and rows do not tell all.
    package var hasMasks: Bool { mask != nil || steps != nil }

    package var masks: [CellMask] { mask.map { [$0] } ?? steps?.masks ?? [] }

    /// A mask that leaves what is left and nothing else; nil for more cells than a mask may have.
    package var left: CellMask? {
        if let mask { return mask }
        let sides = [rows, columns].map { runs in
            (runs.map(\.lowerBound).min() ?? 0)..<(runs.map(\.upperBound).max() ?? 0)
        }
        guard var mask = CellMask(rows: sides[0], columns: sides[1]) else { return nil }
        for row in rows.joined() { for column in columns.joined() { mask.leave(row: row, column: column) } }
        return mask
    }

    static let nothing = GridCut(columns: [], rows: [], mask: nil)
}

extension Grid {
    /// Looks at the centre of every cell.
    ///
    /// - Returns: nil for a grid of more cells than a mask may have.
    package func cut(to box: GeographicBox) -> GridCut? {
        cut(to: box, rows: 0..<rowCount, columns: 0..<columnCount)
    }

    /// The same, where all cells in the box are known to lie in some rows and columns.
    func cut(to box: GeographicBox, rows: Range<Int>, columns: Range<Int>) -> GridCut? {
        guard var mask = CellMask(rows: rows, columns: columns) else { return nil }
        for row in rows {
            for column in columns {
                if let centre = centre(of: GridCell(column: column, row: row)), box.holds(centre) {
                    mask.leave(row: row, column: column)
                }
            }
        }
        guard let left = mask.trimmed else { return .nothing }
        // Of a single row the runs themselves are left, and nothing between them.
        if rowCount == 1 { return GridCut(columns: left.runs(ofRow: 0), rows: [0..<1], mask: nil) }
        return GridCut(columns: [left.columns], rows: [left.rows], mask: left.leavesAll ? nil : left)
    }
}

extension GeographicBox {
    /// Whether a place lies inside, edges included.
    package func holds(_ place: GeographicPoint) -> Bool {
        place.latitude >= south && place.latitude <= north && place.longitude.isFinite
            && offset(of: place.longitude) <= width + 1e-9
    }
}
