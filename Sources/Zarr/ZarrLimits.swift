package import Execution

/// What a store may make this reader hold or do.
package struct ZarrLimits: Sendable {
    /// Bytes of one decoded chunk, and of one encoded chunk: what an operator may raise.
    package let chunkBytes: Int
    /// What raises it.
    package let chunkKey: LimitKey
    /// Bytes of one metadata document.
    package var documentBytes = 64 << 20
    /// Bytes of all documents of a hierarchy without consolidated metadata.
    package var hierarchyBytes = 128 << 20
    /// Arrays and groups of a hierarchy.
    package var nodes = 100_000
    /// Levels of groups.
    package var depth = 64

    package init(chunkBytes: Int = 512 << 20) {
        self.chunkBytes = chunkBytes
        chunkKey = ZarrError.chunkLimit
    }

    /// No chunk that the memory of a worker has no room for at any time: whoever wants one value of it holds all of them.
    package init(chunkBytes: Int, memory ledger: MemoryLedger) {
        self.chunkBytes = min(chunkBytes, ledger.assured)
        chunkKey = chunkBytes <= ledger.assured ? ZarrError.chunkLimit : .memory
    }
}
