package import Execution
package import Failures
package import Grids
internal import Zarr

/// What will be read for the value of one cell of a slice.
package struct CellPlan: Sendable {
    package let slice: Slice
    /// Positions on the axes; nil for a place without a cell, for which nothing is read.
    package let cell: GridCell?
    /// What the value is mixed from, as indices of the stored array; nil where it is the cell's.
    package let weights: CellWeights?
    package let cost: ReadCost
    /// The height, depth or pressure at which the value is; nil where the slice has its level.
    ///
    /// Such a plan is not read itself, but those that it finds.
    package let level: LevelQuestion?
    /// Of the stored array.
    let dimensions: GridDimensions

    fileprivate init(
        _ slice: Slice,
        cell: GridCell?,
        level: LevelQuestion? = nil,
        terms: ReadCost = ReadCost(),
        weights: CellWeights? = nil,
        _ dimensions: GridDimensions
    ) {
        (self.slice, self.cell, self.level, self.dimensions) = (slice, cell, level, dimensions)
        self.weights = weights
        let chunks = cell == nil ? 0 : level?.method == .linear ? 2 : 1
        let mixed = weights.map { MixedRead(slice, dimensions).chunks(of: $0).count }
        cost =
            terms
            + ReadCost(
                chunks: mixed ?? chunks,
                of: slice.variable,
                in: slice.dataset,
                outputCells: 1
            )
    }

    /// The same cell at another level of the axis, in which nothing is to be found any more.
    func at(_ level: Int, on axis: Axis) -> CellPlan {
        CellPlan(slice.at(level, on: axis), cell: cell, dimensions)
    }

    /// Reads the chunk that holds the cell and hands out what the slice has of it, with the cell as indices of the stored
    /// array, on the calling thread.
    ///
    /// - Throws: `Failure`, or what `take` throws.
    package func read(
        context: WorkContext,
        take: (ChunkWindow, GridCell) throws -> Void
    ) throws {
        guard let cell else { return }
        let dataset = slice.dataset
        let stored = slice.variable.stored
        let indices = GridCell(
            column: stored.arrayIndex(cell.column, dimension: dimensions.column),
            row: dimensions.row.map { stored.arrayIndex(cell.row, dimension: $0) } ?? 0
        )
        let edges = stored.array.metadata.chunkGrid.dimensions
        let place = ChunkPosition(
            row: dimensions.row.map { edges[$0].index(of: indices.row) } ?? 0,
            column: edges[dimensions.column].index(of: indices.column)
        )
        let chunks = SliceChunks(slice, dimensions)
        let wanted = chunks.coordinates(of: [place])
        try dataset.admit(cost, context: context)
        let reservation = try dataset.reserve(workingSet, context: context)
        defer { withExtendedLifetime(reservation) {} }
        try Failure.translating(dataset: dataset.address.text, context: context) {
            try stored.array.readChunks(
                wanted,
                window: dataset.resources.fetchWindow,
                fillsCache: true,
                context: context
            ) { index, chunk in
                try chunk.withBytes { try take(chunks.window(of: chunk, $0, at: wanted[index]), indices) }
            }
        }
    }

    /// Reads the chunks of the cells that the value is mixed from, and hands each to `add` on the calling thread, in the order
    /// of their places.
    ///
    /// - Throws: `Failure`, or what `add` throws.
    package func read(
        _ weights: CellWeights,
        context: WorkContext,
        add: (ChunkWindow) throws -> Void
    ) throws {
        try slice.dataset.admit(cost, context: context)
        let reservation = try slice.dataset.reserve(workingSet, context: context)
        defer { withExtendedLifetime(reservation) {} }
        try MixedRead(slice, dimensions).read(weights, context: context, add: add)
    }

    /// Bytes that reading takes: a chunk, or those of the cells that the value is mixed from as far as they are read at a time.
    package var workingSet: Int {
        let window = max(slice.dataset.resources.fetchWindow, slice.variable.stored.array.metadata.chunkBytes)
        let listed = PlannedRead.product(max(cost.chunks, 1), PlannedRead.listedChunkBytes)
        return PlannedRead.sum(min(cost.decodedBytes, window), listed + (weights?.byteCount ?? 0) * 2)
    }
}

extension Dataset {
    /// The reading of one cell of a slice, by its positions on the axes; nil is a place without one.
    ///
    /// `weights` are what the value is mixed from instead, in the same positions; none where `Slice.resampling` allows none.
    ///
    /// - Throws: `unsupported` for a variable without a place on the Earth, `tooLarge`; as `realLevels` where a `level` is
    ///   asked for by its height, depth or pressure.
    package func bind(
        _ slice: Slice,
        cell: GridCell?,
        level: LevelQuestion? = nil,
        weights: CellWeights? = nil
    ) throws(Failure) -> CellPlan {
        let (dimensions, level) = (try slice.variable.place.dimensions, level?.fitting(slice.variable))
        let found = try slice.realLevels(of: level)
        var terms = ReadCost()
        if let level, let (axis, dimension, levels) = found, let cell, case .computed(let formula) = levels {
            let binding = LevelBinding(level, of: slice, along: axis, dimension)
            let place = slice.positions(at: cell, dimensions)
            terms = try binding.cost(formula, of: place.map { [IndexRange(start: $0, count: 1)] })
        }
        let windows = slice.variable.stored.windows
        let plan = CellPlan(
            slice,
            cell: cell,
            level: found == nil ? nil : level,
            terms: terms,
            weights: weights?.mapped(
                columns: windows[dimensions.column],
                rows: dimensions.row.flatMap { windows[$0] }
            ),
            dimensions
        )
        try limits.check(plan.cost, of: slice.variable.name) { _ in nil }
        return plan
    }
}

extension Variable {
    /// The grid of a variable, and along which dimensions its cells lie.
    ///
    /// - Throws: `unsupported` for one that has none.
    var place: (grid: any Grid, dimensions: GridDimensions) {
        get throws(Failure) {
            guard let grid, let gridDimensions else {
                throw .unsupported(reason: "The variable '\(name)' has no place on the Earth")
            }
            return (grid, gridDimensions)
        }
    }
}
