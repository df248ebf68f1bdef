internal import CF
internal import Zarr

/// How the cells of a slice lie in the chunks of its array.
struct SliceChunks {
    private let variable: Variable
    /// Dimensions of the stored array.
    private let x, y: Int
    /// The index in every other dimension.
    private let indices: [Int]
    private let metadata: ArrayMetadata

    init(_ slice: Slice, x: Int, y: Int) {
        variable = slice.variable
        (self.x, self.y) = (x, y)
        indices = slice.indices
        metadata = slice.variable.stored.array.metadata
    }

    /// The chunks of the array at these places along y and x.
    func coordinates(of places: [ChunkPosition]) -> [ChunkCoordinates] {
        var indices = metadata.chunkGrid.chunk(holding: indices).indices
        return places.map { place in
            indices[y] = place.row
            indices[x] = place.column
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
        for dimension in edges.indices where dimension != x && dimension != y {
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
            rowStride: chunk.strides[y],
            columnStride: chunk.strides[x],
            rows: span(y),
            columns: span(x)
        )
    }
}

extension ReadCost {
    /// Of so many whole chunks of a variable, for an answer of so many cells.
    init(chunks: Int, of variable: Variable, in dataset: Dataset, outputCells: Int) {
        self.init()
        let metadata = variable.stored.array.metadata
        pace = dataset.resources.pace.factor
        self.chunks = chunks
        let (decoded, overflows) = chunks.multipliedReportingOverflow(by: metadata.chunkBytes)
        // A bound that sums of all layers stay below.
        decodedBytes = overflows ? 1 << 56 : min(decoded, 1 << 56)
        fetchedBytes = Int(Double(decodedBytes) * variable.stored.array.storedShare)
        self.outputCells = outputCells
        outputBytes = outputCells * metadata.dataType.size
    }
}
