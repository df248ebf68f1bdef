internal import CF
internal import Grids
internal import Zarr

/// How the cells of a slice lie in the chunks of its array.
struct SliceChunks {
    private let variable: Variable
    /// Of the cells.
    private let place: GridDimensions
    /// The index in every other dimension.
    private let indices: [Int]
    private let metadata: ArrayMetadata

    init(_ slice: Slice, _ place: GridDimensions) {
        variable = slice.variable
        self.place = place
        indices = slice.indices
        metadata = slice.variable.stored.array.metadata
    }

    /// The chunks of the array at these places along the rows and columns of cells.
    func coordinates(of places: [ChunkPosition]) -> [ChunkCoordinates] {
        var indices = metadata.chunkGrid.chunk(holding: indices).indices
        return places.map { place in
            if let row = self.place.row { indices[row] = place.row }
            indices[self.place.column] = place.column
            return ChunkCoordinates(indices)
        }
    }

    /// What the slice has of a chunk.
    func window(
        of chunk: DecodedChunk,
        _ bytes: UnsafeRawBufferPointer,
        at coordinates: ChunkCoordinates
    ) -> ChunkWindow {
        let edges = metadata.chunkGrid.dimensions
        var base = 0
        for dimension in edges.indices where !place.contains(dimension) {
            let start = edges[dimension].range(of: coordinates.indices[dimension]).lowerBound
            base += (indices[dimension] - start) * chunk.strides[dimension]
        }
        let span = { (dimension: Int) -> Range<Int> in
            let held = edges[dimension].range(of: coordinates.indices[dimension])
            return held.lowerBound..<min(held.upperBound, metadata.shape[dimension])
        }
        return ChunkWindow(
            dataType: variable.packing.storedType,
            bytes: bytes,
            base: base,
            rowStride: place.row.map { chunk.strides[$0] } ?? 0,
            columnStride: chunk.strides[place.column],
            rows: place.row.map(span) ?? 0..<1,
            columns: span(place.column)
        )
    }
}

extension ReadCost {
    /// Of so many whole chunks of a variable, for an answer of so many cells.
    init(chunks: Int, of variable: Variable, in dataset: Dataset, outputCells: Int) {
        self.init(chunks: chunks, of: variable.stored, in: dataset)
        self.outputCells = outputCells
        outputBytes = outputCells * variable.stored.array.metadata.dataType.size
    }

    /// Of so many whole chunks of an array of which nothing is told.
    init(chunks: Int, of stored: StoredVariable, in dataset: Dataset) {
        self.init()
        let metadata = stored.array.metadata
        pace = dataset.resources.pace.factor
        self.chunks = chunks
        let (decoded, overflows) = chunks.multipliedReportingOverflow(by: metadata.chunkBytes)
        // A bound that sums of all layers stay below.
        decodedBytes = overflows ? 1 << 56 : min(decoded, 1 << 56)
        fetchedBytes = Int(Double(decodedBytes) * stored.storedShare)
    }
}
