internal import Cube
internal import Execution
internal import Failures
internal import ObjectStorage
internal import Zarr

/// An open snapshot, and what its ref was found to be.
struct ResolvedSnapshot {
    let open: OpenSnapshot
    let kind: RefRecord.Kind
    /// Before when the ref is not expected to name another; nil where that is not known.
    var quietUntil: Deadline?
}

/// Makes cubes of the open snapshots of one published dataset, with what the configuration adds to them.
struct DatasetFactory: Sendable {
    private let published: PublishedDataset
    private let limits: Limits
    private let resources: ReadingResources
    private let configuration: String

    init(published: PublishedDataset, limits: Limits, resources: ReadingResources) {
        self.published = published
        self.limits = limits
        self.resources = resources
        configuration = published.digest(with: limits)
    }

    /// `opening` runs what it is given when there is something to understand.
    ///
    /// - Throws: `Failure` for a group that is not there or cannot be understood; what `opening` throws.
    func dataset(
        at address: DatasetAddress,
        of named: ResolvedSnapshot,
        context: WorkContext,
        opening: (() throws -> Dataset) throws -> Dataset
    ) throws -> Dataset {
        try dataset(
            at: address,
            of: named.open,
            as: version(of: named, at: address),
            context: context,
            opening: opening
        )
    }

    /// As above, of a snapshot whose version is known; of a store without versions what was read to understand another group
    /// does not count.
    func dataset(
        at address: DatasetAddress,
        of open: OpenSnapshot,
        as known: DatasetVersion,
        context: WorkContext,
        opening: (() throws -> Dataset) throws -> Dataset
    ) throws -> Dataset {
        let version = known.of(snapshot: open.snapshot)
        let since =
            version.coversData
            ? nil : context.arrivedAt.earlier(bySeconds: published.refreshSeconds(hasVersions: false))
        return try open.dataset(at: address, version: version, since: since, context: context) {
            try opening { try understand(open.hierarchy, address, version, context) }
        }
    }

    private func version(of named: ResolvedSnapshot, at address: DatasetAddress) -> DatasetVersion {
        let hasVersions = named.kind != .unversioned
        let snapshot = named.open.snapshot
        let isOwnRef = address.ref == nil || address.ref == published.ref
        return DatasetVersion(
            snapshot: snapshot,
            isPinned: named.kind == .snapshot && address.ref != nil && address.time == nil,
            pin: hasVersions && published.refs != .fixed ? snapshot : nil,
            latest: named.kind == .branch && !isOwnRef ? address.ref : nil,
            coversData: hasVersions,
            freshSeconds: Int(published.refreshSeconds(hasVersions: hasVersions)),
            quietUntil: named.quietUntil,
            mostFreshSeconds: Int(published.lifetimeSeconds),
            configuration: configuration
        )
    }

    private func understand(
        _ hierarchy: Hierarchy,
        _ address: DatasetAddress,
        _ version: DatasetVersion,
        _ context: WorkContext
    ) throws -> Dataset {
        let base = published.group.split(separator: "/").map(String.init)
        guard let found = hierarchy.group(at: base + address.groups) else {
            guard base.isEmpty || !address.groups.isEmpty else {
                // Who asked is not to blame: the configuration names it.
                let reason = "there is no such group, which the configuration names"
                throw Failure.storage(dataset: address.id, key: published.group, .corrupt(reason: reason))
            }
            throw Failure.notFound(
                .group,
                name: DatasetAddress(id: address.id, groups: address.groups).text,
                known: known(near: address, hierarchy, below: base)
            )
        }
        let bare = DatasetAddress(id: address.id, groups: address.groups)
        return try Dataset.open(
            found.group,
            ancestors: found.ancestors,
            address: bare,
            // The configured title names the dataset itself; its groups name themselves.
            title: address.groups.isEmpty ? published.title : nil,
            summary: published.summary,
            version: version,
            limits: limits,
            policy: .unrestricted,
            resources: resources,
            context: context
        )
    }

    /// The addresses that begin as one does that is none, as far as there are such groups.
    private func known(near address: DatasetAddress, _ hierarchy: Hierarchy, below base: [String]) -> [String]
    {
        var groups = address.groups
        while !groups.isEmpty, hierarchy.group(at: base + groups) == nil { groups.removeLast() }
        let above = DatasetAddress(id: address.id, groups: groups)
        return hierarchy.names(below: (base + groups).joined(separator: "/")).map { above.group($0).text }
    }
}

extension PublishedDataset {
    /// Stands for everything of the configuration that changes answers beside the data.
    fileprivate func digest(with limits: Limits) -> String {
        var digest = ContentDigest()
        for text in [id, store, group, title, summary] as [String?] { digest.add(text) }
        digest.add(virtualChunks.count)
        for place in virtualChunks {
            digest.add(place.prefix)
            digest.add(place.at)
        }
        for name in Limits.Name.allCases { digest.add(limits[name]) }
        return digest.text
    }
}
