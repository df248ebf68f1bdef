internal import Cube
internal import Execution
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
        case plain(PlainStates)
        case versioned(VersionedStates)

        var states: any NamedStates {
            switch self {
            case .plain(let states): states
            case .versioned(let states): states
            }
        }
    }

    let published: PublishedDataset
    private let opener: any SourceOpener
    private let outcomes: DatasetOutcomes
    private let cubes: DatasetFactory
    private let bulkheads: Bulkheads
    private let states: HeldStates
    private let found = Mutex<Found?>(nil)
    private let findings = SingleFlight<Int, Void>()

    init(
        _ published: PublishedDataset,
        opener: any SourceOpener,
        heads: RefCache,
        outcomes: DatasetOutcomes,
        memory: OpenStates,
        bulkheads: Bulkheads,
        trials: OpeningTrials,
        limits: Limits,
        resources: ReadingResources
    ) {
        self.published = published
        self.opener = opener
        self.outcomes = outcomes
        self.bulkheads = bulkheads
        states = HeldStates(published, opener: opener, heads: heads, memory: memory, trials: trials)
        cubes = DatasetFactory(published: published, limits: limits, resources: resources)
    }

    var entry: CatalogueEntry {
        CatalogueEntry(
            id: published.id,
            title: published.title ?? published.id,
            summary: published.summary,
            groups: states.versions.newest.map { $0.hierarchy.names(below: published.group) } ?? [],
            isFailing: health == .failing,
            hasPlaces: outcomes[published.id] != .working(hasPlaces: false)
        )
    }

    /// What a request for the dataset would meet, as far as is known without asking its store.
    var health: DatasetState.State {
        if bulkheads.isFailing(.own(published.id)) || states.isLeftAlone { return .failing }
        if states.isInTrouble || outcomes[published.id]?.isFailing == true { return .failing }
        return states.versions.newest == nil ? .unopened : .working
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
            try find(context).states.version(at: address, arrival, context)
        }
        if named.kind != .state { try context.states.meet(named.open.snapshot) }
        defer { states.versions.use(named.open) }
        return try cubes.dataset(at: address, of: named, context: context) { understand in
            let name = ([published.id] + address.groups).joined(separator: ".")
            return try states.trial(DatasetKey(name), isLast: true, context, understand)
        }
    }

    /// A group of a dataset that is open in some state, in that very state.
    ///
    /// - Throws: `Failure`, `storage` for a state that is not there any more.
    func group(at address: DatasetAddress, of state: DatasetVersion, context: WorkContext) throws -> Dataset {
        try translating(address.text, context) {
            let open = try waiting(context) { try find(context).states.open(state, context) }
            defer { states.versions.use(open) }
            return try cubes.dataset(at: address, of: open, as: state, context: context) { understand in
                let name = ([published.id] + address.groups).joined(separator: ".")
                return try states.trial(DatasetKey(name), isLast: true, context, understand)
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
                guard case .versioned(let states) = try find(context) else { return nil }
                return states.store
            }
        }
    }

    private func find(_ context: WorkContext) throws -> Found {
        if let known = found.withLock({ $0 }) { return known }
        try states.remembered("") {
            try findings.value(for: 0, context: context) {
                guard found.withLock({ $0 }) == nil else { return }
                let startedAt = Deadline.now.nanoseconds
                let source = try states.trial(context) { try opener.open(published, context: context) }
                let made: Found
                switch source {
                case .plain(let hierarchy):
                    let plain = PlainStates(held: states)
                    _ = plain.keep(hierarchy, startedAt: startedAt)
                    made = .plain(plain)
                case .versioned(let store):
                    let versioned = VersionedStates(store, held: states)
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
