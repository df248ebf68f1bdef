internal import Grids
internal import JSON

/// What was understood of the horizontal grids of a dataset, each once, as JSON.
enum GridDescription {
    /// Cells that are looked at for their size, spread evenly.
    private static let most = 1000

    static func values(_ variables: [Variable]) -> [JSONValue] {
        var grids: [(grid: any Grid, variables: [String])] = []
        for variable in variables {
            guard let grid = variable.grid else { continue }
            if let known = grids.firstIndex(where: { isSame($0.grid, grid) }) {
                grids[known].variables.append(variable.name)
            } else {
                grids.append((grid, [variable.name]))
            }
        }
        return grids.map { value($0.grid, of: $0.variables) }
    }

    private static func isSame(_ one: any Grid, _ other: any Grid) -> Bool {
        one.rowCount == other.rowCount && one.columnCount == other.columnCount && one.hasSameCells(as: other)
    }

    private static func value(_ grid: any Grid, of variables: [String]) -> JSONValue {
        let sizes = areas(of: grid)
        let mean = sizes.isEmpty ? nil : sizes.reduce(0, +) / Double(sizes.count)
        return .object(
            JSONObject([
                ("kind", .string(grid.kind)), ("variables", JSONValue(variables)),
                ("rows", JSONValue(grid.rowCount)), ("columns", JSONValue(grid.columnCount)),
                (
                    "extent",
                    GeographicExtent.bbox(around: [grid.extent]).map { .array($0.map { .number($0) }) }
                        ?? .null
                ),
                // What a square of the mean area is wide.
                ("spacing_km", mean.map { .number(rounded($0.squareRoot() / 1000)) } ?? .null),
                ("smallest_cell_km2", sizes.min().map { .number(rounded($0 / 1e6)) } ?? .null),
                ("largest_cell_km2", sizes.max().map { .number(rounded($0 / 1e6)) } ?? .null),
            ])
        )
    }

    /// Square metres of some cells, of those that have an outline.
    private static func areas(of grid: any Grid) -> [Double] {
        let (columns, (count, overflows)) = (
            grid.columnCount, grid.rowCount.multipliedReportingOverflow(by: grid.columnCount)
        )
        guard columns > 0, count > 0, !overflows else { return [] }
        let looked = min(count, most)
        return (0..<looked).compactMap { number in
            // The middle of each of equal parts; whole numbers of so many cells are exact.
            let item = min(Int((Double(number) + 0.5) * Double(count) / Double(looked)), count - 1)
            let area = grid.area(of: GridCell(column: item % columns, row: item / columns))
            return area.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
        }
    }

    /// To three digits: these are measures of a sample.
    private static func rounded(_ value: Double) -> Double {
        guard (1e-9...1e12).contains(value) else { return value }
        var unit = 1.0
        while value / unit >= 1000 { unit *= 10 }
        while value / unit < 100 { unit /= 10 }
        let digits = (value / unit).rounded()
        return unit >= 1 ? digits * unit : digits / (1 / unit).rounded()
    }
}
