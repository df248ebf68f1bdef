package import Execution

/// An array that can be read: its metadata and where its chunks come from.
package final class ZarrArray: Sendable {
    package let metadata: ArrayMetadata
    private let source: any ChunkSource

    package init(metadata: ArrayMetadata, source: any ChunkSource) {
        self.metadata = metadata
        self.source = source
    }

    /// See `ChunkSource.read`.
    package func readChunks(
        _ wanted: [ChunkCoordinates],
        window: Int,
        fillsCache: Bool,
        context: WorkContext,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        try source.read(
            wanted,
            of: metadata,
            window: window,
            fillsCache: fillsCache,
            context: context,
            deliver: deliver
        )
    }
}
