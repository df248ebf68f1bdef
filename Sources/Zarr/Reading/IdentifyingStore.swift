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

    /// Tells what each object of an array is, equal for equal bytes in every process; nil where there is none.
    ///
    /// As `identities`.
    /// - Returns: the repository, and the places that it may refer to; nil where an object is one that may change unnoticed.
    func references(
        of objects: ArraySlice<ChunkCoordinates>,
        ofArrayAt path: String,
        context: WorkContext,
        found: (Int, [UInt8]?) -> Void
    ) throws -> [String]?

    /// Whether its objects have to be waited for, as over a network.
    var isDistant: Bool { get }

    /// Reads ahead what it must know to answer for an array, if that is little.
    ///
    /// - Throws: as `identities`.
    func prepare(arrayAt path: String, context: WorkContext) throws
}

extension IdentifyingStore {
    package var isDistant: Bool { !(self is any LocalStore) }

    package func prepare(arrayAt path: String, context: WorkContext) throws {}
}
