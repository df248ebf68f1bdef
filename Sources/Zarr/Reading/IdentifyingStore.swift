package import Execution
package import ObjectStorage

/// A store that knows its objects by what is in them, whatever version of an array they are seen through.
///
/// Decoded chunks of such a store stay good when a new version keeps the old objects.
package protocol IdentifyingStore: ObjectStore {
    /// Tells an identity for each object of an array, by its place in the grid of objects; nil where there is none.
    ///
    /// It reads no chunk. What it must know to answer, it keeps. `found` gets the index in `objects`, each once and in
    /// any order.
    /// - Throws: `StorageError`; `Interruption`.
    func identities(
        of objects: ArraySlice<ChunkCoordinates>,
        ofArrayAt path: String,
        context: WorkContext,
        found: (Int, ObjectIdentity?) -> Void
    ) throws
}

/// Equal for equal bytes, as 128 bits of a hash whose key only this process knows.
package struct ObjectIdentity: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
