package import Execution

/// A store that can tell whether it is there at all: without it every key is absent.
package protocol RootedStore: ObjectStore {
    /// `StorageError.noStore` when it is not there.
    ///
    /// - Throws: as `ObjectStore.read`.
    func missingRoot(_ context: WorkContext) throws -> StorageError?
}
