package import Execution
internal import Zarr

/// What will be read for the value of one cell of a slice.
package struct CellPlan: Sendable {
    package let slice: Slice
    /// Positions on the axes; nil for a place without a cell, for which nothing is read.
    package let cell: GridCell?
    package let cost: ReadCost
    /// Of the stored array.
    private let dimensions: GridDimensions

    fileprivate init(_ slice: Slice, cell: GridCell?, _ dimensions: GridDimensions) {
        self.slice = slice
        self.cell = cell
        self.dimensions = dimensions
        cost = ReadCost(
            chunks: cell == nil ? 0 : 1,
            of: slice.variable,
            in: slice.dataset,
            outputCells: 1
        )
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

    /// Bytes that reading takes: a chunk.
    package var workingSet: Int { cost.decodedBytes + PlannedRead.listedChunkBytes }
}

extension Dataset {
    /// The reading of one cell of a slice, by its positions on the axes; nil is a place without one.
    ///
    /// - Throws: `unsupported` for a variable without a place on the Earth, `tooLarge`.
    package func bind(_ slice: Slice, cell: GridCell?) throws(Failure) -> CellPlan {
        let plan = CellPlan(slice, cell: cell, try slice.variable.place.dimensions)
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
