package import Execution
internal import Zarr

/// What became of one chunk of an array that was read to see whether it can be.
package enum ChunkSample: Sendable, Equatable {
    case readable
    /// It was never written: all of it is the fill value.
    case absent
    /// Decoded it would be larger than what is read on trial, in bytes.
    case tooLarge(bytes: Int)
    /// The array has no element.
    case empty
}

extension StoredVariable {
    /// Decoded bytes of a chunk that is read on trial, at most.
    private static let maxSampleBytes = 256 << 20

    /// Reads the chunk in the middle of the array; nothing of it is kept.
    ///
    /// - Throws: what reading chunks throws.
    package func sample(context: WorkContext) throws -> ChunkSample {
        let (grid, shape) = (array.metadata.chunkGrid, array.metadata.shape)
        guard shape.allSatisfy({ $0 > 0 }) else { return .empty }
        let chunk = grid.chunk(holding: shape.map { $0 / 2 })
        var bytes = array.metadata.element.size ?? 16
        for edge in grid.shape(of: chunk) {
            let (product, isTooLarge) = bytes.multipliedReportingOverflow(by: edge)
            guard !isTooLarge, product <= Self.maxSampleBytes else {
                return .tooLarge(bytes: isTooLarge ? .max : product)
            }
            bytes = product
        }
        var result = ChunkSample.absent
        try array.readChunks([chunk], window: Self.maxSampleBytes, fillsCache: false, context: context) {
            _,
            read in
            result = read.isFill ? .absent : .readable
        }
        return result
    }
}
