package import Execution

/// A store that can say which keys it has, one level at a time.
package protocol ListableStore: ObjectStore {
    /// The names one level below `prefix` (empty for the root): no slashes, byte order, each once.
    ///
    /// `most`: more entries than this are an error: they belong to no group that a server should open.
    /// - Throws: `StorageError` or `Interruption`. A prefix that does not exist is empty.
    func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing
}

/// What stands directly below a prefix.
package struct Listing: Sendable, Equatable {
    /// Names that have keys below them.
    package let prefixes: [String]
    /// Names that are objects.
    package let objects: [String]

    package init(prefixes: [String], objects: [String]) {
        self.prefixes = prefixes
        self.objects = objects
    }
}
