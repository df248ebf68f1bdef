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

    /// The same in bulk, but puts each chunk into its place on whichever thread has it, several at a time.
    ///
    /// A chunk may come twice, when its shard is rewritten meanwhile.
    func read(
        _ wanted: [ChunkCoordinates],
        of array: ArrayMetadata,
        window: Int,
        context: WorkContext,
        into places: any ChunkPlaces
    ) throws

    /// Whether what is read has to be waited for, as over a network.
    var isDistant: Bool { get }

    /// Reads ahead what must be known of an array's chunks before the first of them can be requested, if that is little.
    ///
    /// - Throws: as `read`.
    func prepare(_ array: ArrayMetadata, context: WorkContext) throws

    /// What stands for all values of an array; nil where only reading them tells.
    ///
    /// - Throws: as `read`.
    func fingerprint(of array: ArrayMetadata, context: WorkContext) throws -> ArrayFingerprint?
}

/// Where the values of chunks go, each to a place of its own; called on several threads at a time.
package protocol ChunkPlaces: Sendable {
    /// Memory for all of a chunk, in row-major order, if its place is such; else nil.
    ///
    /// `index` is that of the chunk in the list of requested ones.
    func memory(forChunk index: Int) -> UnsafeMutableRawBufferPointer?

    /// Copies the requested part of a chunk to its place.
    func put(_ chunk: DecodedChunk, index: Int)
}

extension ChunkSource {
    package var isDistant: Bool { false }

    package func prepare(_ array: ArrayMetadata, context: WorkContext) throws {}

    package func fingerprint(of array: ArrayMetadata, context: WorkContext) throws -> ArrayFingerprint? {
        nil
    }

    package func read(
        _ wanted: [ChunkCoordinates],
        of array: ArrayMetadata,
        window: Int,
        context: WorkContext,
        into places: any ChunkPlaces
    ) throws {
        try read(wanted, of: array, window: window, fillsCache: false, context: context) { index, chunk in
            places.put(chunk, index: index)
        }
    }
}
