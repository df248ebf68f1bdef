internal import CF
internal import Grids
internal import Zarr

/// Recognises cells of a grid in rows and columns that are gathered along one of a variable's dimensions (digest: cf.md,
/// section 14).
struct GatheredBuilder {
    let builder: GridBuilder
    let variable: StoredVariable

    /// The grid of the dimension whose cells are listed one by one; nil where no dimension is such.
    ///
    /// - Throws: `Failure` when coordinates or the list cannot be read.
    func grid() throws -> GridBuilder.Result? {
        for (column, dimension) in variable.dimensions.enumerated() {
            guard let list = builder.arrays[dimension.name], list.dimensions == [dimension] else { continue }
            let names = CFAttributes(list.attributes).names("compress")
            guard names.count == 2, names[0] != names[1] else { continue }
            let key = "gathered \(list.array.metadata.path) \(mapping)"
            guard let grid = try builder.built.grid(key, { try grid(list, names) }) else { continue }
            return GridBuilder.Result(grid: grid, dimensions: GridDimensions(row: nil, column: column))
        }
        return nil
    }

    /// What tells the grids of two variables apart that have the same list.
    private var mapping: String { CFAttributes(variable.attributes).text("grid_mapping") ?? "" }

    private func grid(_ list: StoredVariable, _ names: [String]) throws -> (any Grid)? {
        let axes = try names.compactMap { name in
            try builder.arrays.alongOneDimension[name]?.first.map {
                try builder.axes.axis(for: $0.dimensions[0])
            }
        }
        guard axes.count == 2, let x = axes.firstIndex(where: { $0.axis.role == .x }),
            let y = axes.firstIndex(where: { $0.axis.role == .y })
        else { return nil }
        let plane = GridBuilder.Plane(
            x: axes[x],
            y: axes[y],
            dimensions: GridDimensions(row: nil, column: 0)
        )
        guard let whole = try builder.grid(of: variable, on: plane)?.grid else { return nil }
        return try gathered(
            list,
            from: whole,
            columns: axes[x].axis.count,
            rows: axes[y].axis.count,
            isByRow: y == 0
        )
    }

    private func gathered(
        _ list: StoredVariable,
        from whole: some Grid,
        columns: Int,
        rows: Int,
        isByRow: Bool
    ) throws -> (any Grid)? {
        let (cells, overflows) = columns.multipliedReportingOverflow(by: rows)
        guard !overflows, list.shape[0] <= GridBuilder.maxCells else {
            builder.report(.gridTooLong(cells: overflows ? .max : list.shape[0]))
            return nil
        }
        var numbers = NumberList(allowed: 0..<cells)
        var runs: NumberRuns?
        let isHeld = try builder.reader.holdNumbers(of: list) { number, most in
            numbers.append(number, most: most)
        } finally: { most in
            runs = NumberRuns(numbers, most: most)
            return runs == nil ? nil : numbers.runCount
        }
        guard isHeld, let runs else { return nil }
        if numbers.strangers > 0 { builder.report(.strayNumbers(count: numbers.strangers)) }
        if runs.repeated > 0 { builder.report(.numbersRepeat(count: runs.repeated)) }
        guard runs.count > 0 else { return nil }
        return GatheredGrid(
            of: whole,
            columns: columns,
            rows: rows,
            isByRow: isByRow,
            list: numbers,
            runs: runs
        )
    }
}
