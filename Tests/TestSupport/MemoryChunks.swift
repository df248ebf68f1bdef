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
        let strides = Self.strides(shape)
        let count = shape.reduce(1, *)
        let memory = DecodedChunk.allocate(bytes: count * size)
        memory.initializeMemory(as: UInt8.self, repeating: 0xEE)
        let arrayStrides = Self.strides(metadata.shape)
        for element in 0..<count {
            let inside = strides.enumerated().map { element / $1 % shape[$0] }
            let place = zip(origin, inside).map { $0 + $1 }
            guard zip(place, metadata.shape).allSatisfy(<) else { continue }
            let from = zip(place, arrayStrides).reduce(0) { $0 + $1.0 * $1.1 } * size
            let target = UnsafeMutableRawBufferPointer(
                rebasing: memory[(element * size)..<((element + 1) * size)]
            )
            target.copyBytes(from: array.bytes[from..<(from + size)])
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

    private static func strides(_ shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for dimension in shape.indices.dropLast().reversed() {
            strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
        }
        return strides
    }
}
