internal import Execution
internal import Failures
internal import Grids
internal import Zarr

/// Reads what pixels of a slice are mixed from.
struct MixedRead {
    private let slice: Slice
    private let dimensions: GridDimensions

    init(_ slice: Slice, _ dimensions: GridDimensions) {
        (self.slice, self.dimensions) = (slice, dimensions)
    }

    private var edges: [ChunkEdges] { slice.variable.stored.array.metadata.chunkGrid.dimensions }

    /// The chunks of cells that are given as indices of the stored array.
    func chunks(of weights: CellWeights) -> [ChunkPosition] {
        // More rows than a picture can count.
        let all = ChunkEdges(edge: Int(Int32.max), length: Int(Int32.max))
        let rows = ChunkAxis(edges: dimensions.row.map { edges[$0] } ?? all, window: nil)
        let columns = ChunkAxis(edges: edges[dimensions.column], window: nil)
        return MapFootprint([weights], rows: rows, columns: columns, most: .max).places
    }

    /// Reads the chunks of some weights and hands each to `add` on the calling thread, in the order of their places, so that sums
    /// are the same each time.
    ///
    /// - Throws: `Failure`, or what `add` throws.
    func read(_ weights: CellWeights, context: WorkContext, add: (ChunkWindow) throws -> Void) throws {
        let dataset = slice.dataset
        let chunks = SliceChunks(slice, dimensions)
        let wanted = chunks.coordinates(of: self.chunks(of: weights))
        var order = ChunkOrder()
        try Failure.translating(dataset: dataset.address.text, context: context) {
            try slice.variable.stored.array.readChunks(
                wanted,
                window: dataset.resources.fetchWindow,
                fillsCache: true,
                context: context
            ) { index, chunk in
                try order.take(chunk, at: index) { index, chunk in
                    try chunk.withBytes { try add(chunks.window(of: chunk, $0, at: wanted[index])) }
                }
            }
        }
    }
}
