/// What the pixels of a picture are mixed from.
package enum CellWeights: Sendable {
    /// Of a grid whose columns and rows run along those of the picture.
    case lines(CrossedLines)
    /// Of any other grid of rows and columns.
    case pixels(PixelShares)

    /// The same as indices of the stored array, of which a policy leaves these windows; nil for all.
    package func mapped(columns: IndexWindow?, rows: IndexWindow?) -> CellWeights {
        switch self {
        case .lines(let lines): .lines(lines.mapped(columns: columns, rows: rows))
        case .pixels(let shares): .pixels(shares.mapped(columns: columns, rows: rows))
        }
    }

    package var byteCount: Int {
        switch self {
        case .lines(let lines): lines.byteCount
        case .pixels(let shares): shares.byteCount
        }
    }
}
