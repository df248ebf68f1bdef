package import Execution

/// Hands out decoded chunks of one array: from a cache, a store, or a test's own memory.
package protocol ChunkSource: Sendable {
    /// Gives every chunk of `wanted` to `deliver`, in any order, with its index in that list.
    ///
    /// `deliver` runs on the calling thread. Chunks are fetched in parallel; at most `window` bytes of them (but always
    /// one chunk) are in memory at a time beside the cache's own, so `deliver` copies what it needs.
    ///
    /// `fillsCache`: false for bulk reads, which use the cache but leave it to others.
    /// - Throws: `ZarrError` when a chunk cannot be read or decoded, `Interruption`, or what `deliver` throws.
    func read(
        _ wanted: [ChunkCoordinates],
        of array: ArrayMetadata,
        window: Int,
        fillsCache: Bool,
        context: WorkContext,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws
}

/// A chunk's place in the grid: one index per dimension, each below the grid's count.
package struct ChunkCoordinates: Sendable, Hashable {
    package let indices: [Int]

    package init(_ indices: [Int]) {
        self.indices = indices
    }
}
