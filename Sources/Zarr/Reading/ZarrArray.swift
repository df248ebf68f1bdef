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

    /// See `ChunkSource.read`, of the bulk.
    package func readChunks(
        _ wanted: [ChunkCoordinates],
        window: Int,
        context: WorkContext,
        into places: any ChunkPlaces
    ) throws {
        try source.read(wanted, of: metadata, window: window, context: context, into: places)
    }

    /// See `ChunkSource.isDistant`.
    package var isDistant: Bool { source.isDistant }

    /// See `ChunkSource.prepare`.
    package func prepare(context: WorkContext) throws {
        try source.prepare(metadata, context: context)
    }

    /// See `ChunkSource.fingerprint`.
    package func fingerprint(context: WorkContext) throws -> ArrayFingerprint? {
        try source.fingerprint(of: metadata, context: context)
    }

    /// Stored bytes for each decoded byte of common data.
    private static let usualShare = 0.5

    /// Stored bytes for each decoded byte as far as metadata tell, at most 1: exact where nothing is compressed, else half, as of common
    /// data.
    ///
    /// What was read before would tell better, and otherwise in each worker: a plan follows from the request and the array alone.
    package var storedShare: Double {
        guard let plan = metadata.codecs.plan, let encoded = plan.encodedByteCount, plan.byteCount > 0 else {
            return Self.usualShare
        }
        return min(Double(encoded) / Double(plan.byteCount), 1)
    }
}
