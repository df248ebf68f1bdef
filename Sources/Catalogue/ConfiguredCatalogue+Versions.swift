package import Cube
package import Execution
internal import Failures
internal import ObjectStorage

/// What clients may be told of versions: nothing of datasets whose ref is fixed, and no names where they are hidden.
extension ConfiguredCatalogue {
    package func tellsVersions(of address: DatasetAddress, context: WorkContext) throws -> Bool {
        guard let holder = holder(of: address), holder.published.refs != .fixed else { return false }
        return try holder.versionedStore(context: context) != nil
    }

    package func references(of address: DatasetAddress, context: WorkContext) throws -> VersionReferences? {
        guard let holder = holder(of: address), holder.published.refs == .listed else { return nil }
        // A store that cannot be listed still has a history.
        return try? asking(holder, context) { try $0.references(context: context) }
    }

    package func history(
        of address: DatasetAddress,
        from snapshot: String,
        limit: Int,
        context: WorkContext
    ) throws -> [VersionCommit] {
        guard let holder = holder(of: address) else { return [] }
        return try asking(holder, context) {
            try $0.history(from: snapshot, limit: limit, context: context)
        } ?? []
    }

    package func virtualPlaces(of address: DatasetAddress, context: WorkContext) throws -> [VirtualPlace] {
        guard let holder = holder(of: address),
            let allowed = try? VirtualLocations(holder.published.virtualChunks)
        else { return [] }
        let prefixes = try asking(holder, context) { try $0.declaredPrefixes(context: context) } ?? []
        return prefixes.map { VirtualPlace(prefix: $0, isAllowed: allowed.allows(prefix: $0)) }
    }

    package func changes(of address: DatasetAddress, in snapshot: String, context: WorkContext) throws
        -> VersionChanges?
    {
        guard let holder = holder(of: address) else { return nil }
        return try asking(holder, context) { try $0.changes(in: snapshot, context: context) } ?? nil
    }

    /// Nil for a store without versions.
    private func asking<Answer>(
        _ holder: DatasetHolder,
        _ context: WorkContext,
        _ ask: (any VersionedStore) throws -> Answer
    ) throws -> Answer? {
        try Failure.translating(dataset: holder.published.id, context: context) {
            try holder.versionedStore(context: context).map(ask)
        }
    }
}
