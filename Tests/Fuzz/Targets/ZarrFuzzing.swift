internal import Execution
internal import ObjectStorage
internal import TestSupport
internal import Zarr

/// What the targets on Zarr have in common: one reader without helpers, small limits, and no cache, so that every input is the first.
enum ZarrFuzzing {
    /// So small that whatever exceeds them stands out.
    private static var limits: ZarrLimits {
        var limits = ZarrLimits(chunkBytes: 1 << 20)
        limits.documentBytes = 1 << 20
        limits.nodes = 1000
        return limits
    }

    private static let budget = 64 << 20

    static let reader = ZarrReader(
        cache: ChunkCache(limit: 0, ledger: MemoryLedger(budget: budget)),
        pool: DecodePool(helpers: 0),
        limits: limits
    )

    static func context() -> WorkContext { .background(seconds: 60) }

    static func isRefusal(_ error: any Error) -> Bool { error is ZarrError }

    /// Reads some chunks of an array and looks at every byte.
    static func readChunks(_ array: ZarrArray, most: Int) throws {
        let metadata = array.metadata
        var wanted = [ChunkCoordinates([])]
        for count in metadata.gridShape {
            wanted = wanted.flatMap { place in
                (0..<min(count, most)).map { ChunkCoordinates(place.indices + [$0]) }
            }.prefix(most).map { $0 }
        }
        guard !metadata.gridShape.contains(0) else { return }
        try array.readChunks(wanted, window: 1 << 20, fillsCache: false, context: context()) {
            number,
            chunk in
            look(at: chunk, of: metadata, wanted[number])
        }
    }

    /// Adds up what a reader would touch: the first and the last element through the strides, and all texts.
    private static func look(at chunk: DecodedChunk, of metadata: ArrayMetadata, _ place: ChunkCoordinates) {
        let shape = metadata.chunkGrid.shape(of: place)
        let last = zip(shape, chunk.strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
        if let size = metadata.element.size {
            let isHeld = chunk.withBytes { bytes in (last + 1) * size <= max(bytes.count, size) }
            precondition(isHeld, "the chunk is smaller than its shape")
        } else {
            let count = chunk.isFill ? 1 : shape.reduce(1, *)
            for element in 0..<count { _ = chunk.withVariableElement(element, of: count) { $0.count } }
        }
    }
}
