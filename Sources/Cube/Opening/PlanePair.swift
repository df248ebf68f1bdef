internal import Grids
internal import Zarr

/// Longitudes and latitudes over the same two dimensions of a variable, and perhaps along further ones.
struct PlanePair {
    let longitude, latitude: StoredVariable
    /// Names of the dimensions of the rows and columns.
    let row, column: String
    /// The dimension of more than one position along which both change, or only repeat.
    let steps: StoredVariable.Dimension?
    /// Whether the variable's own `coordinates` name them.
    let isListed: Bool
    /// The places of the corners of faces, one more than cells each way, whose dimensions are taken as one like theirs.
    var corners: (longitude: StoredVariable, latitude: StoredVariable)?

    /// What identifies the cells: variables that share their places share their grid.
    var key: [String] {
        [longitude, latitude].map(\.array.metadata.path) + [row, column]
    }

    /// What to read of one of both, or of its bounds, for some rows and columns of one step, and in which order: row by
    /// row, then any dimension of its own.
    func reading(
        _ array: StoredVariable,
        rows: [IndexRange],
        columns: [IndexRange],
        step: Int = 0
    ) -> (ranges: [[IndexRange]], order: [Int]) {
        var (ranges, before, own): ([[IndexRange]], [Int], [Int]) = ([], [], [])
        var (rowPlace, columnPlace) = (0, 0)
        for (index, dimension) in array.dimensions.enumerated() {
            switch dimension.name {
            case row:
                ranges.append(rows)
                rowPlace = index
            case column:
                ranges.append(columns)
                columnPlace = index
            case let name where name == steps?.name || dimension.size == 1:
                ranges.append([IndexRange(start: name == steps?.name ? step : 0, count: 1)])
                before.append(index)
            default:
                ranges.append([IndexRange(0..<dimension.size)])
                own.append(index)
            }
        }
        return (ranges, before + [rowPlace, columnPlace] + own)
    }
}
