/// What the pixels of a picture are mixed from.
package enum CellWeights: Sendable {
    /// Of a grid whose columns and rows run along those of the picture.
    case lines(CrossedLines)
    /// A few cells for each pixel.
    case lists(CellLists)
    /// All cells whose centres lie in a pixel.
    case centres(AveragedCells)

    /// The same as indices of the stored array, of which a policy leaves these windows; nil for all.
    package func mapped(columns: IndexWindow?, rows: IndexWindow?) -> CellWeights {
        switch self {
        case .lines(let lines): .lines(lines.mapped(columns: columns, rows: rows))
        case .lists(let lists): .lists(lists.mapped(columns: columns, rows: rows))
        case .centres(let cells): .centres(cells.mapped(columns: columns, rows: rows))
        }
    }

    package var byteCount: Int {
        switch self {
        case .lines(let lines): lines.byteCount
        case .lists(let lists): lists.byteCount
        case .centres(let cells): cells.byteCount
        }
    }

    /// The same as a list for each pixel, where none lies between more than two columns and two rows; nil for means.
    var lists: CellLists? {
        switch self {
        case .lines(let lines): lines.needsOwn ? CellLists(crossing: lines) : nil
        case .lists(let lists): lists
        case .centres: nil
        }
    }
}
