package import Execution
internal import Glibc

/// Writes a part of an array as its values, in row-major order and little-endian, whatever its chunks are like.
///
/// Works band by band along the first dimension, each of as many chunks as are worth reading at a time: memory never
/// holds the array.
package struct ArrayExport {
    private let array: ZarrArray
    /// Of each dimension; inside the array.
    private let ranges: [Range<Int>]

    /// A band is cut below the height of a chunk where it would be larger than this.
    private static let mostBandBytes = 1 << 30
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
        let memory = BandMemory()
        guard let first = ranges.first else { return try write(band: [], memory, context, sink) }
        guard !ranges.contains(where: \.isEmpty) else { return }
        let edges = array.metadata.chunkGrid.dimensions[0]
        let row = ranges.dropFirst().reduce(array.metadata.element.size ?? 16) { $0 &* $1.count }
        let most = max(1, Self.mostBandBytes / max(row, 1))
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
        _ memory: BandMemory,
        _ context: WorkContext,
        _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let metadata = array.metadata
        let chunks = zip(band, metadata.chunkGrid.dimensions).map { $1.chunks(of: $0) }
        let wanted = Self.indices(chunks).map(ChunkCoordinates.init)
        if let size = metadata.element.size {
            let bytes = memory.bytes(band.reduce(size) { $0 * $1.count })
            try writeFixed(band, wanted, size, into: bytes, context)
            try sink(UnsafeRawBufferPointer(bytes))
        } else {
            try writeVariable(band, wanted, context, sink)
        }
    }

    private func writeFixed(
        _ band: [Range<Int>],
        _ wanted: [ChunkCoordinates],
        _ size: Int,
        into memory: UnsafeMutableRawBufferPointer,
        _ context: WorkContext
    ) throws {
        try array.readChunks(wanted, window: Self.windowBytes, fillsCache: false, context: context) {
            number,
            chunk in
            let overlap = Overlap(band, wanted[number], array.metadata.chunkGrid, strides: chunk.strides)
            chunk.withBytes { values in
                overlap.eachRow { from, to, count, step in
                    copy(values, from * size, memory, to * size, count: count, step: step * size, size: size)
                }
            }
        }
    }

    private func copy(
        _ source: UnsafeRawBufferPointer,
        _ from: Int,
        _ target: UnsafeMutableRawBufferPointer,
        _ to: Int,
        count: Int,
        step: Int,
        size: Int
    ) {
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        if step == size {
            (target + to).copyMemory(from: source + from, byteCount: count * size)
            return
        }
        for index in 0..<count {
            (target + to + index * size).copyMemory(from: source + from + index * step, byteCount: size)
        }
    }

    private func writeVariable(
        _ band: [Range<Int>],
        _ wanted: [ChunkCoordinates],
        _ context: WorkContext,
        _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var elements = [[UInt8]](repeating: [], count: band.reduce(1) { $0 * $1.count })
        let grid = array.metadata.chunkGrid
        try array.readChunks(wanted, window: Self.windowBytes, fillsCache: false, context: context) {
            number,
            chunk in
            let overlap = Overlap(band, wanted[number], grid, strides: chunk.strides)
            let held = chunk.isFill ? 1 : grid.shape(of: wanted[number]).reduce(1, *)
            overlap.eachRow { from, to, count, step in
                for index in 0..<count {
                    elements[to + index] = chunk.withVariableElement(
                        from + index * step,
                        of: held
                    ) { value in
                        withUnsafeBytes(of: UInt32(truncatingIfNeeded: value.count).littleEndian) {
                            Array($0)
                        } + value
                    }
                }
            }
        }
        for element in elements { try element.withUnsafeBytes(sink) }
    }

    /// Every index of a box, the last dimension fastest.
    private static func indices(_ box: [Range<Int>]) -> [[Int]] {
        box.reduce([[]]) { indices, range in indices.flatMap { index in range.map { index + [$0] } } }
    }

    /// Memory of one band after the other: the kernel hands out its pages but once, and large ones if it has them.
    private final class BandMemory {
        private static let largePageBytes = 2 << 20

        private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

        deinit {
            memory.deallocate()
        }

        func bytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
            if memory.count < count {
                memory.deallocate()
                let isLarge = count >= 2 * Self.largePageBytes
                memory = .allocate(byteCount: count, alignment: isLarge ? Self.largePageBytes : 64)
                // Where the kernel declines, pages are small as ever.
                if isLarge { _ = madvise(memory.baseAddress, count, MADV_HUGEPAGE) }
            }
            return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
        }
    }

    /// What a chunk and a band have in common.
    private struct Overlap {
        private let shape: [Int]
        /// Of the first common element, in the chunk and in the band; in elements.
        private let chunkStart: Int
        private let bandStart: Int
        private let chunkStrides: [Int]
        private let bandStrides: [Int]

        init(_ band: [Range<Int>], _ place: ChunkCoordinates, _ grid: ChunkGrid, strides: [Int]) {
            let bandStrides = TransposeCodec.rowMajorStrides(band.map(\.count))
            var (shape, chunkStart, bandStart) = ([Int](), 0, 0)
            for (dimension, range) in band.enumerated() {
                let held = grid.dimensions[dimension].range(of: place.indices[dimension])
                let common = range.clamped(to: held)
                shape.append(common.count)
                chunkStart += (common.lowerBound - held.lowerBound) * strides[dimension]
                bandStart += (common.lowerBound - range.lowerBound) * bandStrides[dimension]
            }
            self.shape = shape
            self.chunkStart = chunkStart
            self.bandStart = bandStart
            self.chunkStrides = strides
            self.bandStrides = bandStrides
        }

        /// Calls `body` for each run along the last dimension: where it begins in chunk and band, how many elements it
        /// has, and their distance in the chunk.
        func eachRow(_ body: (Int, Int, Int, Int) -> Void) {
            guard let last = shape.last else { return body(chunkStart, bandStart, 1, 1) }
            guard !shape.contains(0) else { return }
            var index = [Int](repeating: 0, count: shape.count)
            var (from, to) = (chunkStart, bandStart)
            for _ in 0..<(shape.reduce(1, *) / last) {
                body(from, to, last, chunkStrides.last ?? 1)
                // To the next row: a chunk may have a million rows of few elements.
                for dimension in stride(from: shape.count - 2, through: 0, by: -1) {
                    index[dimension] += 1
                    from += chunkStrides[dimension]
                    to += bandStrides[dimension]
                    if index[dimension] < shape[dimension] { break }
                    from -= chunkStrides[dimension] * shape[dimension]
                    to -= bandStrides[dimension] * shape[dimension]
                    index[dimension] = 0
                }
            }
        }
    }
}
