package import Cube
package import Execution

/// The catalogue as principals of one policy class may see it: what is hidden from them is as absent as what never was.
package final class CatalogueView: Sendable {
    private let whole: any WholeCatalogue
    private let rules: any AccessRules
    private let policyClass: PolicyClass

    init(of whole: any WholeCatalogue, rules: any AccessRules, policyClass: PolicyClass) {
        self.whole = whole
        self.rules = rules
        self.policyClass = policyClass
    }

    private func shows(_ id: String) -> Bool { rules.policy(of: id, in: policyClass) != nil }

    /// The datasets that may be seen, in the order of the configuration.
    package func entries(context: WorkContext) -> [CatalogueEntry] {
        whole.entries(context: context).filter { shows($0.id) }
    }

    /// The dataset at an address, opened if it is not open yet, as it may be seen.
    ///
    /// - Throws: `Failure.notFound` (the same for absent and hidden, with the names that may be seen), or what opening its
    ///   store gave.
    package func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        let policy = try policy(of: address)
        return try whole.dataset(at: address, context: context).seen(under: policy)
    }

    /// An open dataset with those groups below it whose names are wanted, in the same snapshot; alone where the hierarchy
    /// is over `HierarchyBounds`.
    ///
    /// - Throws: as `dataset(at:context:)`, and `Failure.storage` where the snapshot is not to be had any more.
    package func tree(
        below dataset: Dataset,
        wants: (String) -> Bool,
        context: WorkContext
    ) throws -> DatasetTree {
        let policy = try policy(of: dataset.address)
        return try DatasetTree(below: dataset, wants: wants, context: context) { address in
            try whole.group(at: address, of: dataset, context: context).seen(under: policy)
        }
    }

    /// What may be seen of the dataset that an address names.
    ///
    /// - Throws: `Failure.notFound` for one that is absent or hidden.
    private func policy(of address: DatasetAddress) throws(Failure) -> Policy {
        guard whole.publishes(address.id), let policy = rules.policy(of: address.id, in: policyClass) else {
            throw .notFound(.dataset, name: address.text, known: whole.ids.filter(shows))
        }
        return policy
    }
}

extension CatalogueView {
    /// Whether clients may know of other snapshots of a dataset than the one they get; false for stores without versions.
    package func tellsVersions(of address: DatasetAddress, context: WorkContext) throws -> Bool {
        _ = try policy(of: address)
        return try whole.tellsVersions(of: address, context: context)
    }

    /// Branches and tags; nil where they are not listed.
    package func references(of address: DatasetAddress, context: WorkContext) throws -> VersionReferences? {
        _ = try policy(of: address)
        return try whole.references(of: address, context: context)
    }

    /// Commits from a snapshot backwards, at most `limit`; the parent of the last says whether there are more.
    package func history(
        of address: DatasetAddress,
        from snapshot: String,
        limit: Int,
        context: WorkContext
    ) throws -> [VersionCommit] {
        _ = try policy(of: address)
        return try whole.history(of: address, from: snapshot, limit: limit, context: context)
    }

    /// What a commit changed; nil when nobody wrote it down.
    package func changes(of address: DatasetAddress, in snapshot: String, context: WorkContext) throws
        -> VersionChanges?
    {
        _ = try policy(of: address)
        return try whole.changes(of: address, in: snapshot, context: context)
    }

    /// Places of virtual chunks that the store's own configuration declares; empty for stores without versions.
    package func virtualPlaces(of address: DatasetAddress, context: WorkContext) throws -> [VirtualPlace] {
        _ = try policy(of: address)
        return try whole.virtualPlaces(of: address, context: context)
    }
}

extension CatalogueView {
    /// How the datasets that may be seen did when they were last used; nothing is opened for it.
    package func states() -> [DatasetState] {
        whole.states().filter { shows($0.id) }
    }

    /// Opens them all, until the context's deadline.
    package func tryAll(context: WorkContext) {
        whole.tryAll(where: shows, context: context)
    }
}
