package import Execution

/// Writes a part of an array as its values, in row-major order and little-endian, whatever its chunks are like.
///
/// Works band by band along the first dimension, each of as many chunks as are worth reading at a time: memory never
/// holds the array.
package struct ArrayExport {
    private let array: ZarrArray
    /// Of each dimension; inside the array.
    private let ranges: [Range<Int>]

    /// A band is cut below the height of a chunk where it would be larger than this.
    private static let maxBandBytes = 1 << 30
    private static let windowBytes = 64 << 20
    /// Whole chunks are put together up to this, to be fetched and decoded in parallel.
    private static let wantedBandBytes = 32 << 20

    /// `ranges` has one range for each dimension, which is cut to the array.
    package init(_ array: ZarrArray, ranges: [Range<Int>]) {
        self.array = array
        self.ranges = zip(ranges, array.metadata.shape).map { $0.clamped(to: 0..<$1) }
    }

    /// Hands out the values in order, in pieces; elements of varying length as a `uint32` count and their bytes.
    ///
    /// - Throws: what reading chunks throws, and what `sink` throws.
    package func write(context: WorkContext, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        let memory = ReusedMemory()
        guard let first = ranges.first else { return try write(band: [], memory, context, sink) }
        guard !ranges.contains(where: \.isEmpty) else { return }
        let edges = array.metadata.chunkGrid.dimensions[0]
        let row = ranges.dropFirst().reduce(array.metadata.element.size ?? 16) { $0 &* $1.count }
        let most = max(1, Self.maxBandBytes / max(row, 1))
        let wanted = max(1, Self.wantedBandBytes / max(row, 1))
        var start = first.lowerBound
        while start < first.upperBound {
            let left = first.upperBound - start
            let endOfChunk = edges.range(of: edges.index(of: start)).upperBound
            // Where the last chunk that fits whole ends; inside the first chunk when not even that fits.
            let endOfFitting = edges.range(of: edges.index(of: start + min(wanted, left) - 1)).lowerBound
            let end =
                wanted >= left
                ? first.upperBound : min(start + min(most, left), max(endOfChunk, endOfFitting))
            try write(band: [start..<end] + ranges.dropFirst(), memory, context, sink)
            start = end
        }
    }

    private func write(
        band: [Range<Int>],
        _ memory: ReusedMemory,
        _ context: WorkContext,
        _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard let size = array.metadata.element.size else {
            return try writeVariable(band, context, sink)
        }
        let bytes = memory.bytes(band.reduce(size) { $0 * $1.count })
        try array.read(band, into: bytes, context: context)
        try sink(UnsafeRawBufferPointer(bytes))
    }

    private func writeVariable(
        _ band: [Range<Int>],
        _ context: WorkContext,
        _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var elements = [[UInt8]](repeating: [], count: band.reduce(1) { $0 * $1.count })
        let grid = array.metadata.chunkGrid
        let wanted = grid.chunks(of: band)
        try array.readChunks(wanted, window: Self.windowBytes, fillsCache: false, context: context) {
            number,
            chunk in
            let overlap = ChunkOverlap(band, wanted[number], grid, strides: chunk.strides)
            let held = chunk.isFill ? 1 : grid.shape(of: wanted[number]).reduce(1, *)
            overlap.eachElement { from, to in
                elements[to] = chunk.withVariableElement(from, of: held) { value in
                    withUnsafeBytes(of: UInt32(truncatingIfNeeded: value.count).littleEndian) { Array($0) }
                        + value
                }
            }
        }
        for element in elements { try element.withUnsafeBytes(sink) }
    }
}
