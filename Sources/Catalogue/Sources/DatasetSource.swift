package import Execution

/// What stands behind a published dataset.
package enum DatasetSource: Sendable {
    /// A store with one snapshot, known by its metadata: those that finding it has read.
    case plain(Hierarchy)
    case versioned(any VersionedStore)
}

/// Opens the stores of published datasets.
package protocol SourceOpener: Sendable {
    /// Finds out what a store is.
    ///
    /// - Throws: `Failure`, or what stores and readers throw.
    func open(_ published: PublishedDataset, context: WorkContext) throws -> DatasetSource

    /// The metadata of a store without versions, as they are now.
    func hierarchy(of published: PublishedDataset, context: WorkContext) throws -> Hierarchy

    /// A digest of what identifies the state that a store is in, found without understanding it; nil when it cannot be.
    func state(of published: PublishedDataset, context: WorkContext) -> UInt64?
}

extension SourceOpener {
    package func state(of published: PublishedDataset, context: WorkContext) -> UInt64? { nil }
}
