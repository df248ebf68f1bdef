internal import Cube
internal import Execution
internal import Failures
internal import ObjectStorage
internal import Synchronization
internal import Zarr

/// One published dataset while the server runs: found and opened when first asked for, looked at again after a while,
/// served as it was while its store is away.
///
/// Every call ends in a cube that is bound to one snapshot: whatever a request reads through it is of that one.
final class DatasetHolder: Sendable {
    /// What stands behind the dataset, once it has been found.
    private enum Found: Sendable {
        case plain(PlainSnapshots)
        case versioned(VersionedSnapshots)

        var lookup: any SnapshotLookup {
            switch self {
            case .plain(let snapshots): snapshots
            case .versioned(let snapshots): snapshots
            }
        }
    }

    let published: PublishedDataset
    private let opener: any SourceOpener
    private let outcomes: DatasetOutcomes
    private let cubes: DatasetFactory
    private let bulkheads: Bulkheads
    private let snapshots: HeldSnapshots
    private let found = Mutex<Found?>(nil)
    private let findings = SingleFlight<Int, Void>()

    init(
        _ published: PublishedDataset,
        opener: any SourceOpener,
        heads: RefCache,
        outcomes: DatasetOutcomes,
        memory: SnapshotMemory,
        bulkheads: Bulkheads,
        trials: OpeningTrials,
        limits: Limits,
        resources: ReadingResources
    ) {
        self.published = published
        self.opener = opener
        self.outcomes = outcomes
        self.bulkheads = bulkheads
        snapshots = HeldSnapshots(published, opener: opener, heads: heads, memory: memory, trials: trials)
        cubes = DatasetFactory(published: published, limits: limits, resources: resources)
    }

    var entry: CatalogueEntry {
        CatalogueEntry(
            id: published.id,
            title: published.title ?? published.id,
            summary: published.summary,
            groups: snapshots.versions.newest.map { $0.hierarchy.names(below: published.group) } ?? [],
            isFailing: health == .failing,
            hasPlaces: outcomes[published.id] != .working(hasPlaces: false)
        )
    }

    /// What a request for the dataset would meet, as far as is known without asking its store.
    var health: DatasetState.State {
        if bulkheads.isFailing(.own(published.id)) || snapshots.isLeftAlone { return .failing }
        if snapshots.isInTrouble || outcomes[published.id]?.isFailing == true { return .failing }
        return snapshots.versions.newest == nil ? .unopened : .working
    }

    /// - Throws: `Failure`.
    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        context.concerns(published.id)
        return try translating(address.text, context) {
            guard address == DatasetAddress(id: published.id) else { return try open(address, context) }
            return try outcomes.watching(published) { try open(address, context) }
        }
    }

    private func open(_ address: DatasetAddress, _ context: WorkContext) throws -> Dataset {
        let arrival = Deadline.now
        let named = try waiting(context) {
            try find(context).lookup.version(at: address, arrival, context)
        }
        if named.kind != .unversioned { try context.retry.meet(named.open.snapshot) }
        defer { snapshots.versions.use(named.open) }
        return try cubes.dataset(at: address, of: named, context: context) { understand in
            let name = ([published.id] + address.groups).joined(separator: ".")
            return try snapshots.trial(DatasetKey(name), isLast: true, context, understand)
        }
    }

    /// A group of a dataset that is open at some snapshot, at that very one.
    ///
    /// - Throws: `Failure`, `storage` for a snapshot that is not there any more.
    func group(at address: DatasetAddress, of version: DatasetVersion, context: WorkContext) throws -> Dataset
    {
        try translating(address.text, context) {
            let open = try waiting(context) { try find(context).lookup.open(version, context) }
            defer { snapshots.versions.use(open) }
            return try cubes.dataset(at: address, of: open, as: version, context: context) { understand in
                let name = ([published.id] + address.groups).joined(separator: ".")
                return try snapshots.trial(DatasetKey(name), isLast: true, context, understand)
            }
        }
    }

    /// The store behind the dataset if it has versions, once it has been found.
    ///
    /// - Throws: `Failure`.
    func versionedStore(context: WorkContext) throws -> (any VersionedStore)? {
        context.concerns(published.id)
        return try translating(published.id, context) {
            try waiting(context) {
                guard case .versioned(let snapshots) = try find(context) else { return nil }
                return snapshots.store
            }
        }
    }

    private func find(_ context: WorkContext) throws -> Found {
        if let known = found.withLock({ $0 }) { return known }
        try snapshots.remembered("") {
            try findings.value(for: 0, context: context) {
                guard found.withLock({ $0 }) == nil else { return }
                let startedAt = Deadline.now.nanoseconds
                let source = try snapshots.trial(context) { try opener.open(published, context: context) }
                let made: Found
                switch source {
                case .plain(let hierarchy):
                    let plain = PlainSnapshots(held: snapshots)
                    _ = plain.keep(hierarchy, startedAt: startedAt)
                    made = .plain(plain)
                case .versioned(let store):
                    let versioned = VersionedSnapshots(store, held: snapshots)
                    versioned.publishOpening(context)
                    made = .versioned(versioned)
                }
                found.withLock { $0 = made }
            }
        }
        return try find(context)
    }

    /// As `Failure.translating`, for what only opening can meet too.
    private func translating<Result>(
        _ name: String,
        _ context: WorkContext,
        _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try Failure.translating(dataset: name, context: context, body)
        } catch let error as OpeningError {
            context.measurements.note("cause", "\(name): \(error.cause)")
            throw error.failure
        }
    }

    /// Opening is nothing but waiting for the store, even where another request does it.
    private func waiting<Result>(_ context: WorkContext, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch Interruption.deadlinePassed {
            let key = published.group.isEmpty ? "zarr.json" : published.group + "/zarr.json"
            throw ZarrError.storage(.timedOut(key: key))
        }
    }
}
