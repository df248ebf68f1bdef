package import Cube
package import Execution

/// What can be told of the snapshots that datasets have had.
package protocol VersionCatalogue: Sendable {
    /// Whether clients may know of other snapshots of a dataset than the one they get; false for stores without versions.
    func tellsVersions(of address: DatasetAddress, context: WorkContext) throws -> Bool

    /// Branches and tags; nil where they are not listed.
    func references(of address: DatasetAddress, context: WorkContext) throws -> VersionReferences?

    /// Commits from a snapshot backwards, at most `limit`; the parent of the last says whether there are more.
    func history(
        of address: DatasetAddress,
        from snapshot: String,
        limit: Int,
        context: WorkContext
    ) throws -> [VersionCommit]

    /// Places of virtual chunks that the store's own configuration declares; empty for stores without versions.
    func virtualPlaces(of address: DatasetAddress, context: WorkContext) throws -> [VirtualPlace]

    /// What a commit changed; nil when nobody wrote it down, as of the first.
    func changes(of address: DatasetAddress, in snapshot: String, context: WorkContext) throws
        -> VersionChanges?
}
