package import Execution

extension ZarrArray {
    private static let windowBytes = 64 << 20

    /// Reads a box of elements of fixed size into the caller's memory, in row-major order and native byte order.
    ///
    /// `box` has one range for each dimension, inside the array; `target` has room for exactly its elements. Each
    /// thread that decodes a chunk puts it into its place; where the chunk's own order allows, it is decoded there.
    ///
    /// - Throws: what reading chunks throws; then `target` is undefined.
    package func read(
        _ box: [Range<Int>],
        into target: UnsafeMutableRawBufferPointer,
        context: WorkContext
    ) throws {
        guard let size = metadata.element.size, target.count == box.reduce(size, { $0 * $1.count }) else {
            preconditionFailure("memory that is not of the box's size")
        }
        let wanted = metadata.chunkGrid.chunks(of: box)
        let places = BoxPlaces(
            box: box,
            grid: metadata.chunkGrid,
            wanted: wanted,
            elementBytes: size,
            target: target
        )
        try readChunks(wanted, window: Self.windowBytes, context: context, into: places)
    }
}

/// A box of an array in memory, in row-major order.
private struct BoxPlaces: ChunkPlaces, @unchecked Sendable {
    // Safe because chunks of a grid do not overlap, so that each has bytes of its own in `target`, and no thread works
    // on a chunk that another has: a shard is tried again when the first try's threads have ended. `target` outlives
    // all of them, for `readChunks` returns, or throws, when none is left (`DecodePool.run`).
    let box: [Range<Int>]
    let grid: ChunkGrid
    let wanted: [ChunkCoordinates]
    let elementBytes: Int
    let target: UnsafeMutableRawBufferPointer

    func memory(forChunk index: Int) -> UnsafeMutableRawBufferPointer? {
        let shape = grid.shape(of: wanted[index])
        let strides = RowMajor.strides(shape)
        let overlap = ChunkOverlap(box, wanted[index], grid, strides: strides)
        guard overlap.isContiguous(wholeOf: shape) else { return nil }
        let start = overlap.boxStart * elementBytes
        return UnsafeMutableRawBufferPointer(
            rebasing: target[start..<(start + shape.reduce(elementBytes, *))]
        )
    }

    func put(_ chunk: DecodedChunk, index: Int) {
        let overlap = ChunkOverlap(box, wanted[index], grid, strides: chunk.strides)
        let (plane, size) = (overlap.plane, elementBytes)
        guard let target = target.baseAddress else { return }
        chunk.withBytes { values in
            guard let source = values.baseAddress else { return }
            overlap.eachPlane { from, to in
                copy(plane, from: source + from * size, to: target + to * size)
            }
        }
    }

    /// A chunk may have a million rows of few elements: nothing is worked out in this loop.
    private func copy(
        _ plane: ChunkOverlap.Plane,
        from source: UnsafeRawPointer,
        to target: UnsafeMutableRawPointer
    ) {
        let (size, step) = (elementBytes, plane.step * elementBytes)
        let (sourceStride, targetStride) = (plane.chunkStride * size, plane.boxStride * size)
        let rowBytes = plane.count * size
        var (source, target) = (source, target)
        for _ in 0..<plane.rowCount {
            if step == size {
                target.copyMemory(from: source, byteCount: rowBytes)
            } else {
                for index in 0..<plane.count {
                    (target + index * size).copyMemory(from: source + index * step, byteCount: size)
                }
            }
            source += sourceStride
            target += targetStride
        }
    }
}

extension ChunkGrid {
    /// The chunks that hold elements of a box, the last dimension fastest.
    func chunks(of box: [Range<Int>]) -> [ChunkCoordinates] {
        zip(box, dimensions).map { $1.chunks(of: $0) }
            .reduce([[]]) { indices, range in indices.flatMap { index in range.map { index + [$0] } } }
            .map(ChunkCoordinates.init)
    }
}
