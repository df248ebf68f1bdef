package import Execution
internal import Synchronization
package import Zarr

/// Hands out the chunks of a fixture's array, counting them, or failing as a test wishes.
package final class MemoryChunks: ChunkSource {
    private let array: FixtureArray
    private let failure: Mutex<(any Error)?> = Mutex(nil)
    private let chunkFailures: Mutex<[[Int]: any Error]> = Mutex([:])
    private let reads = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)

    package init(_ array: FixtureArray) {
        self.array = array
    }

    /// Chunks handed out so far.
    package var chunksRead: Int { reads.load(ordering: .relaxed) }

    /// Reads that threw.
    package var failures: Int { failed.load(ordering: .relaxed) }

    /// Makes every later read throw.
    package func fail(with error: any Error) {
        failure.withLock { $0 = error }
    }

    /// Makes every later read of one chunk throw.
    package func fail(chunk: [Int], with error: any Error) {
        chunkFailures.withLock { $0[chunk] = error }
    }

    package func read(
        _ wanted: [ChunkCoordinates],
        of metadata: ArrayMetadata,
        window: Int,
        fillsCache: Bool,
        context: WorkContext,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        for (index, coordinates) in wanted.enumerated() {
            try context.check()
            if let failure = failure.withLock({ $0 }) ?? chunkFailures.withLock({ $0[coordinates.indices] }) {
                failed.add(1, ordering: .relaxed)
                throw failure
            }
            reads.add(1, ordering: .relaxed)
            try deliver(index, chunk(at: coordinates.indices, metadata))
        }
    }

    private func chunk(at coordinates: [Int], _ metadata: ArrayMetadata) -> DecodedChunk {
        if array.absentChunks.contains(coordinates) { return fill(metadata) }
        let size = metadata.dataType.size
        let place = ChunkCoordinates(coordinates)
        let (origin, shape) = (metadata.chunkGrid.origin(of: place), metadata.chunkGrid.shape(of: place))
        let strides = RowMajor.strides(shape)
        let memory = DecodedChunk.allocate(bytes: shape.reduce(1, *) * size)
        memory.initializeMemory(as: UInt8.self, repeating: 0xEE)
        let arrayStrides = RowMajor.strides(metadata.shape)
        array.bytes.withUnsafeBytes {
            let copy = BoxCopy(
                // A chunk may reach beyond the array's edge.
                counts: shape.indices.map { min(shape[$0], metadata.shape[$0] - origin[$0]) },
                sourceStrides: arrayStrides,
                targetStrides: strides,
                elementSize: size,
                source: $0,
                target: memory
            )
            copy.copy(from: zip(origin, arrayStrides).reduce(0) { $0 + $1.0 * $1.1 }, to: 0)
        }
        return DecodedChunk(
            taking: UnsafeRawBufferPointer(memory),
            dataType: metadata.dataType,
            strides: strides
        )
    }

    private func fill(_ metadata: ArrayMetadata) -> DecodedChunk {
        let memory = DecodedChunk.allocate(bytes: metadata.dataType.size)
        memory.copyBytes(from: metadata.fillValue)
        return DecodedChunk(
            taking: UnsafeRawBufferPointer(memory),
            dataType: metadata.dataType,
            strides: metadata.shape.map { _ in 0 },
            isFill: true
        )
    }
}
