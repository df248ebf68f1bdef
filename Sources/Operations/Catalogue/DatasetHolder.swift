internal import Cube
internal import Execution
internal import ObjectStorage
internal import Portal
internal import Synchronization
internal import Zarr

/// One published dataset while the server runs: found and opened when first asked for, looked at again after a while,
/// served as it was while its store is away.
///
/// Every call ends in a cube that is bound to one snapshot: whatever a request reads through it is of that one.
final class DatasetHolder: Sendable {
    /// How long a failure is believed: a store in trouble is not asked by every request.
    private static let failureSeconds = 2.0
    /// What a look at whether a store has changed may take.
    private static let lookSeconds = 2.0

    private struct State {
        var source: DatasetSource?
        /// What failed last: the empty subject is the store itself, others are refs and snapshots.
        var failure: (subject: String, error: any Error, until: Deadline)?
        /// Whether the last answer was older than it should have been.
        var isStale = false
    }

    let published: PublishedDataset
    private let opener: any SourceOpener
    private let heads: HeadKeeper
    private let outcomes: DatasetOutcomes
    private let cubes: CubeMaker
    private let bulkheads: Bulkheads
    private let trials: OpeningTrials
    private let key: DatasetKey
    private let state = Mutex(State())
    private let versions: OpenVersions
    private let sources = SingleFlight<Int, Void>()
    private let openings = SingleFlight<String, OpenVersion>()
    private let pasts = PastVersions()
    private let names = KnownNames()

    init(
        _ published: PublishedDataset,
        opener: any SourceOpener,
        heads: HeadKeeper,
        outcomes: DatasetOutcomes,
        memory: OpenStates,
        bulkheads: Bulkheads,
        trials: OpeningTrials,
        limits: Limits,
        resources: ReadingResources
    ) {
        self.published = published
        self.outcomes = outcomes
        self.bulkheads = bulkheads
        self.trials = trials
        key = DatasetKey(published.id)
        versions = OpenVersions(memory: memory)
        self.opener = opener
        self.heads = heads
        cubes = CubeMaker(published: published, limits: limits, resources: resources)
    }

    var entry: CatalogueEntry {
        CatalogueEntry(
            id: published.id,
            title: published.title ?? published.id,
            summary: published.summary,
            groups: versions.newest.map { $0.hierarchy.names(below: published.group) } ?? [],
            isFailing: health == .failing,
            hasPlaces: outcomes[published.id] != .working(hasPlaces: false)
        )
    }

    /// What a request for the dataset would meet, as far as is known without asking its store.
    var health: DatasetState.State {
        let isInTrouble = state.withLock { $0.failure != nil || $0.isStale }
        if bulkheads.isFailing(.own(published.id)) || trials.isLeftAlone(key) { return .failing }
        if isInTrouble || outcomes[published.id]?.isFailing == true { return .failing }
        return versions.newest == nil ? .unopened : .working
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
        let named = try waiting(context) { try version(at: address, arrival, context) }
        if named.kind != .state { try context.states.meet(named.open.snapshot) }
        defer { versions.use(named.open) }
        return try cubes.dataset(at: address, of: named, context: context) { understand in
            let name = ([published.id] + address.groups).joined(separator: ".")
            return try trial(DatasetKey(name), isLast: true, context, understand)
        }
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

    /// Opens something, unless workers have died over it.
    private func trial<Result>(
        _ key: DatasetKey,
        isLast: Bool,
        _ context: WorkContext,
        _ body: () throws -> Result
    ) throws -> Result {
        try trials.opening(
            key,
            dataset: published.id,
            isLast: isLast,
            lookSeconds: published.refreshSeconds(hasVersions: false),
            state: {
                opener.state(of: published, context: context.limited(to: .after(seconds: Self.lookSeconds)))
            },
            body
        )
    }

    /// The store behind the dataset if it has versions, once it has been found.
    ///
    /// - Throws: `Failure`.
    func versionedStore(context: WorkContext) throws -> (any VersionedStore)? {
        context.concerns(published.id)
        return try translating(published.id, context) {
            try waiting(context) {
                guard case .versioned(let store) = try source(context) else { return nil }
                return store
            }
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

    private func version(
        at address: DatasetAddress,
        _ arrival: Deadline,
        _ context: WorkContext
    ) throws -> NamedVersion {
        switch try source(context) {
        case .plain:
            // A store without versions has none to name.
            guard address.ref == nil else { throw Failure.notFound(.dataset, name: address.text, known: []) }
            let head = try plainHead(arrival, context)
            let open = try ownVersion(head, context) { try openPlain($0) }
            return NamedVersion(open: open, kind: .state, lookedAt: head.record.startedAt)
        case .versioned(let store):
            return try version(at: address, in: store, arrival, context)
        }
    }

    // MARK: The store

    private func source(_ context: WorkContext) throws -> DatasetSource {
        if let source = state.withLock({ $0.source }) { return source }
        try remembered("") {
            try sources.value(for: 0, context: context) {
                guard state.withLock({ $0.source }) == nil else { return }
                let startedAt = Deadline.now.nanoseconds
                let source = try trial(key, isLast: false, context) {
                    try opener.open(published, context: context)
                }
                switch source {
                case .plain(let hierarchy): _ = keepPlain(hierarchy, startedAt: startedAt)
                case .versioned(let store): publishOpening(of: store, context)
                }
                state.withLock { $0.source = source }
            }
        }
        return try source(context)
    }

    /// Opening a repository was a look at its ref: those who waited for it need none of their own.
    private func publishOpening(of store: any VersionedStore, _ context: WorkContext) {
        guard let found = store.foundAtOpening(published.ref, context: context), let askedAt = found.askedAt
        else { return }
        heads.publish(
            HeadRecord(found, startedAt: askedAt.nanoseconds),
            for: HeadKey(store: published.store, ref: published.ref)
        )
    }

    /// Runs `body` unless it failed a moment ago, and remembers when it fails.
    private func remembered<Result>(_ subject: String, _ body: () throws -> Result) throws -> Result {
        let recent = state.withLock { state -> (any Error)? in
            guard let failure = state.failure, failure.subject == subject, !failure.until.hasPassed else {
                return nil
            }
            return failure.error
        }
        if let recent { throw recent }
        do {
            let result = try body()
            state.withLock { if $0.failure?.subject == subject { $0.failure = nil } }
            return result
        } catch {
            if !(error is Interruption) {
                state.withLock { $0.failure = (subject, error, .after(seconds: Self.failureSeconds)) }
            }
            throw error
        }
    }

    // MARK: Stores without versions

    private func plainHead(_ arrival: Deadline, _ context: WorkContext) throws -> HeadKeeper.Head {
        try heads.head(
            of: HeadKey(store: published.store, ref: nil),
            since: arrival.earlier(bySeconds: published.refreshSeconds(hasVersions: false)),
            context: context
        ) { context, old in
            try remembered(old == nil ? "" : "state") { try openPlain(context).record }
        }
    }

    /// Reads the metadata as they are now, whatever they were.
    private func openPlain(_ context: WorkContext) throws -> (version: OpenVersion, record: HeadRecord) {
        let startedAt = Deadline.now.nanoseconds
        let hierarchy = try trial(key, isLast: false, context) {
            try opener.hierarchy(of: published, context: context)
        }
        return keepPlain(hierarchy, startedAt: startedAt)
    }

    private func openPlain(_ context: WorkContext) throws -> OpenVersion {
        try openPlain(context).version
    }

    private func keepPlain(
        _ hierarchy: Hierarchy,
        startedAt: UInt64
    ) -> (version: OpenVersion, record: HeadRecord) {
        let record = HeadRecord(kind: .state, snapshot: hierarchy.validator, startedAt: startedAt)
        heads.publish(record, for: HeadKey(store: published.store, ref: nil))
        return (versions.keep(OpenVersion(snapshot: record.snapshot, hierarchy: hierarchy)), record)
    }

    // MARK: Stores with versions

    private func version(
        at address: DatasetAddress,
        in store: any VersionedStore,
        _ arrival: Deadline,
        _ context: WorkContext
    ) throws -> NamedVersion {
        let ref = address.ref ?? published.ref
        if published.refs == .fixed, address.ref != nil, address.ref != published.ref || address.time != nil {
            throw Failure.notFound(.version, name: ref, known: [])
        }
        let isSecondTry = context.states.firstError != nil
        // Nothing can change what a snapshot's id was once found to mean, but that it is cleared away.
        if let open = versions[ref], open.hasBeenNamed, address.time == nil, !isSecondTry {
            return NamedVersion(open: open, kind: .snapshot)
        }
        let head = try head(of: ref, in: store, arrival, context)
        guard head.record.kind != .absent else {
            versions[ref]?.hasBeenNamed = false
            if ref == published.ref { state.withLock { $0.isStale = true } }
            // Who named no ref made no mistake.
            if address.ref == nil {
                throw Failure.storage(
                    dataset: published.id,
                    key: ref,
                    .corrupt(reason: "there is no such ref")
                )
            }
            throw notFound(ref, in: store, context)
        }
        let isOwn = ref == published.ref && address.time == nil
        guard !isOwn else {
            let open = try ownVersion(head, context) {
                try self.open(head.record.snapshot, in: store, $0)
            }
            return NamedVersion(open: open, kind: head.record.kind)
        }
        if head.isStale { context.measurements.add(to: .staleAnswers) }
        if isSecondTry { pasts.forget() }
        let snapshot = try pasts.snapshot(head.record, ref: ref, time: address.time) { time in
            try store.find(ref, asOf: time, context: context)?.snapshot
        }
        guard let snapshot else { throw Failure.notFound(.version, name: address.text, known: []) }
        let open = try self.open(snapshot, in: store, context)
        if head.record.kind == .snapshot, address.time == nil { open.hasBeenNamed = true }
        return NamedVersion(open: open, kind: head.record.kind)
    }

    private func head(
        of ref: String,
        in store: any VersionedStore,
        _ arrival: Deadline,
        _ context: WorkContext
    ) throws -> HeadKeeper.Head {
        try heads.head(
            of: HeadKey(store: published.store, ref: ref),
            since: context.states.firstError == nil
                ? arrival.earlier(bySeconds: published.refreshSeconds(hasVersions: true)) : arrival,
            context: context
        ) { context, _ in
            try remembered("@" + ref) {
                let startedAt = Deadline.now.nanoseconds
                return HeadRecord(try store.find(ref, asOf: nil, context: context), startedAt: startedAt)
            }
        }
    }

    private func open(_ snapshot: String, in store: any VersionedStore, _ context: WorkContext) throws
        -> OpenVersion
    {
        if let open = versions[snapshot] { return open }
        try context.states.meet(snapshot)
        return try remembered(snapshot) {
            try openings.value(for: snapshot, context: context) {
                if let open = versions[snapshot] { return open }
                let hierarchy = try trial(key, isLast: false, context) {
                    try store.hierarchy(at: snapshot, context: context)
                }
                return versions.keep(OpenVersion(snapshot: snapshot, hierarchy: hierarchy))
            }
        }
    }

    private static func isOfGoneObject(_ error: any Error) -> Bool {
        switch error {
        case StorageError.gone, ZarrError.storage(.gone): true
        default: false
        }
    }

    private func notFound(_ ref: String, in store: any VersionedStore, _ context: WorkContext) -> Failure {
        guard published.refs == .listed else { return .notFound(.version, name: ref, known: []) }
        let known = try? names.list {
            let references = try store.references(context: context)
            return (references.branches + references.tags).map(\.name)
        }
        return .notFound(.version, name: ref, known: known ?? [])
    }

    /// The state that a head of the dataset's own ref means, or the one before while that cannot be opened.
    private func ownVersion(
        _ head: HeadKeeper.Head,
        _ context: WorkContext,
        open: (WorkContext) throws -> OpenVersion
    ) throws -> OpenVersion {
        var (isStale, version) = (head.isStale, versions[head.record.snapshot])
        if version == nil {
            do {
                version = try open(context)
            } catch {
                // What is gone may be so because the ref has moved on: that is looked at first.
                let mayBeOver = context.states.firstError == nil && Self.isOfGoneObject(error)
                guard let newest = versions.newest, !mayBeOver, !context.deadline.hasPassed else {
                    throw error
                }
                context.measurements.note("not_opened", ErrorWords.text(error))
                (isStale, version) = (true, newest)
            }
        }
        guard let version else { throw Failure.defect }
        if isStale { context.measurements.add(to: .staleAnswers) }
        state.withLock { $0.isStale = isStale }
        versions.setNewest(version, forgettingOthers: head.record.kind == .state)
        return version
    }
}

extension HeadRecord {
    fileprivate init(_ found: FoundVersion?, startedAt: UInt64) {
        let kind: Kind =
            switch found?.kind {
            case nil: .absent
            case .branch: .branch
            case .tag: .tag
            case .snapshot: .snapshot
            }
        self.init(
            kind: kind,
            snapshot: found?.snapshot ?? "",
            startedAt: found?.askedAt?.nanoseconds ?? startedAt
        )
    }
}
