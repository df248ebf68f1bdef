package import Cube
package import Execution
package import Failures

/// The catalogue as principals of one policy class may see it over one protocol: what is hidden from them is as absent as
/// what never was.
package final class CatalogueView: Sendable {
    private let whole: any WholeCatalogue
    private let rules: any AccessRules
    private let policyClass: PolicyClass
    /// As first segments of paths have it; nil for what no protocol is concerned with.
    private let protocolName: String?
    /// Whether whoever looks could see more by saying who it is.
    private let isStranger: Bool

    init(
        of whole: any WholeCatalogue,
        rules: any AccessRules,
        policyClass: PolicyClass,
        over protocolName: String?,
        isStranger: Bool
    ) {
        self.whole = whole
        self.rules = rules
        self.policyClass = policyClass
        self.protocolName = protocolName
        self.isStranger = isStranger
    }

    /// What may be seen of a dataset; nil for one that is hidden.
    private func policy(of id: String) -> Policy? {
        guard let policy = rules.policy(of: id, in: policyClass) else { return nil }
        guard let protocolName, !policy.allows(protocol: protocolName) else { return policy }
        return nil
    }

    /// Whether strangers see everything of every dataset: then nobody is asked to sign in.
    private var isAllPublic: Bool {
        whole.ids.allSatisfy { rules.policy(of: $0, in: policyClass) == .unrestricted }
    }

    /// Whether lists have a dataset: under the address without a version.
    private func lists(_ id: String) -> Bool { policy(of: id)?.allows(ref: nil) ?? false }

    /// The datasets that may be seen, in the order of the configuration.
    package func entries(context: WorkContext) -> [CatalogueEntry] {
        whole.entries(context: context).compactMap { entry in
            guard let policy = policy(of: entry.id), policy.allows(ref: nil) else { return nil }
            return policy.protocols == nil ? entry : entry.offered(over: policy.protocols)
        }
    }

    /// The dataset at an address, opened if it is not open yet, as it may be seen.
    ///
    /// - Throws: `Failure.notFound` (the same for absent and hidden, with the names that may be seen), or what opening its
    ///   store gave.
    package func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        let policy = try policy(of: address)
        do {
            return try whole.dataset(at: address, context: context).seen(under: policy, context: context)
        } catch Failure.notFound(.version, let name, let known) {
            throw Failure.notFound(.version, name: name, known: known.filter { policy.allows(ref: $0) })
        }
    }

    /// Finds out whether an address names something that may be seen, without opening it.
    ///
    /// - Throws: `Failure.notFound` or `unauthenticated`, as `dataset(at:context:)` for what is absent or hidden.
    package func check(_ address: DatasetAddress) throws(Failure) {
        _ = try policy(of: address)
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
            try whole.group(at: address, of: dataset, context: context).seen(under: policy, context: context)
        }
    }

    /// What may be seen of the dataset that an address names.
    ///
    /// - Throws: `Failure.notFound` for one that is absent or hidden, and for a state of one that is; `unauthenticated`
    ///   instead of the first where a stranger asks and not everything is public.
    private func policy(of address: DatasetAddress) throws(Failure) -> Policy {
        guard whole.publishes(address.id), let policy = policy(of: address.id),
            address.ref != nil || policy.allows(ref: nil)
        else {
            if isStranger, !isAllPublic { throw .unauthenticated }
            throw .notFound(.dataset, name: address.text, known: whole.ids.filter(lists))
        }
        guard policy.allows(ref: address.ref), address.time == nil || policy.tellsVersions else {
            // Which others there are is not told to whom some are hidden.
            throw .notFound(.version, name: address.ref ?? "", known: [])
        }
        return policy
    }
}

extension CatalogueView {
    /// Whether clients may know of other snapshots of a dataset than the one they get; false for stores without versions.
    package func tellsVersions(of address: DatasetAddress, context: WorkContext) throws -> Bool {
        guard try policy(of: address).tellsVersions else { return false }
        return try whole.tellsVersions(of: address, context: context)
    }

    /// Branches and tags; nil where they are not listed.
    package func references(of address: DatasetAddress, context: WorkContext) throws -> VersionReferences? {
        guard try policy(of: address).tellsVersions else { return nil }
        return try whole.references(of: address, context: context)
    }

    /// Commits from a snapshot backwards, at most `limit`; the parent of the last says whether there are more.
    ///
    /// Where some of the dataset is hidden, what their authors wrote about them is too: it may be about that.
    package func history(
        of address: DatasetAddress,
        from snapshot: String,
        limit: Int,
        context: WorkContext
    ) throws -> [VersionCommit] {
        let policy = try policy(of: address)
        guard policy.tellsVersions else { return [] }
        let commits = try whole.history(of: address, from: snapshot, limit: limit, context: context)
        return policy.hidesData ? commits.map(\.withoutWords) : commits
    }

    /// What a commit changed; nil when nobody wrote it down.
    package func changes(of address: DatasetAddress, in snapshot: String, context: WorkContext) throws
        -> VersionChanges?
    {
        guard try policy(of: address).tellsVersions else { return nil }
        return try whole.changes(of: address, in: snapshot, context: context)
    }

    /// Places of virtual chunks that the store's own configuration declares; empty for stores without versions.
    package func virtualPlaces(of address: DatasetAddress, context: WorkContext) throws -> [VirtualPlace] {
        guard try !policy(of: address).hidesData else { return [] }
        return try whole.virtualPlaces(of: address, context: context)
    }
}

extension VersionCommit {
    /// Without message and author.
    fileprivate var withoutWords: VersionCommit {
        VersionCommit(snapshot: snapshot, parent: parent, message: "", author: nil, time: time)
    }
}
