package import Execution
internal import Synchronization

/// An array that can be read: its metadata and where its chunks come from.
package final class ZarrArray: Sendable {
    package let metadata: ArrayMetadata
    private let source: any ChunkSource
    /// Bytes of the chunks that were decoded so far, and what those had become.
    private let encodedBytes = Atomic<Int>(0)
    private let decodedBytes = Atomic<Int>(0)

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
        try observing(context) {
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

    /// See `ChunkSource.read`, of the bulk.
    package func readChunks(
        _ wanted: [ChunkCoordinates],
        window: Int,
        context: WorkContext,
        into places: any ChunkPlaces
    ) throws {
        try observing(context) {
            try source.read(wanted, of: metadata, window: window, context: context, into: places)
        }
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

    private func observing(_ context: WorkContext, _ read: () throws -> Void) rethrows {
        let counts = { [Measurements.Counter.encodedBytes, .chunksDecoded].map(context.measurements.count) }
        let before = counts()
        defer { observe(zip(counts(), before).map { $0 - $1 }) }
        try read()
    }

    private func observe(_ more: [Int]) {
        guard more[1] > 0 else { return }
        encodedBytes.wrappingAdd(more[0], ordering: .relaxed)
        decodedBytes.wrappingAdd(more[1] &* metadata.chunkBytes, ordering: .relaxed)
    }

    /// Stored bytes for each decoded byte of common data.
    package static let usualShare = 0.5

    /// Stored bytes for each decoded byte as observed so far, at most 1.
    ///
    /// While nothing was read it is half, as of common data: a worker that has just started should not refuse what it
    /// takes a minute later.
    package var storedShare: Double {
        let decoded = decodedBytes.load(ordering: .relaxed)
        guard decoded > 0 else { return Self.usualShare }
        return min(Double(encodedBytes.load(ordering: .relaxed)) / Double(decoded), 1)
    }
}
