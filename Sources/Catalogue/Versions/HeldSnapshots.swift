internal import Cube
internal import Execution
internal import Failures
internal import ObjectStorage
internal import Synchronization
internal import Zarr

/// How the snapshots of a store are found by name, with versions or without.
protocol SnapshotLookup: Sendable {
    /// The snapshot that an address means, opened; `arrival` is when the request came for it.
    ///
    /// - Throws: `Failure`, or what stores and readers throw.
    func version(
        at address: DatasetAddress,
        _ arrival: Deadline,
        _ context: WorkContext
    ) throws -> ResolvedSnapshot

    /// A snapshot that a dataset was opened at, for another group of it.
    ///
    /// - Throws: as `version`, and `Failure.storage` for a snapshot that is not there any more.
    func open(_ version: DatasetVersion, _ context: WorkContext) throws -> OpenSnapshot
}

/// What is held of one dataset's snapshots, whatever its store is: those that are open, what failed last, and whether
/// what is served is older than it should be.
final class HeldSnapshots: Sendable {
    /// How long a failure is believed: a store in trouble is not asked by every request.
    private static let failureSeconds = 2.0
    /// What a look at whether a store has changed may take.
    private static let lookSeconds = 2.0

    private struct State {
        /// What failed last: the empty subject is the store itself, others are refs and snapshots.
        var failure: (subject: String, error: any Error, until: Deadline)?
        /// Whether the last answer was older than it should have been.
        var isStale = false
    }

    let published: PublishedDataset
    let opener: any SourceOpener
    let heads: RefCache
    let versions: OpenSnapshots
    private let trials: OpeningTrials
    private let key: DatasetKey
    private let state = Mutex(State())

    init(
        _ published: PublishedDataset,
        opener: any SourceOpener,
        heads: RefCache,
        memory: SnapshotMemory,
        trials: OpeningTrials
    ) {
        self.published = published
        self.opener = opener
        self.heads = heads
        self.trials = trials
        versions = OpenSnapshots(memory: memory)
        key = DatasetKey(published.id)
    }

    /// Whether something failed last, or what is served is too old.
    var isInTrouble: Bool { state.withLock { $0.failure != nil || $0.isStale } }

    /// Whether workers have died over it.
    var isLeftAlone: Bool { trials.isLeftAlone(key) }

    /// Says that what is served is older than it should be.
    func becomeStale() {
        state.withLock { $0.isStale = true }
    }

    /// Opens a part of the dataset itself, unless workers have died over it.
    func trial<Result>(_ context: WorkContext, _ body: () throws -> Result) throws -> Result {
        try trial(key, isLast: false, context, body)
    }

    /// Opens something, unless workers have died over it; `isLast`: with its success all is open.
    func trial<Result>(
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
            context: context,
            state: {
                opener.state(of: published, context: context.limited(to: .after(seconds: Self.lookSeconds)))
            },
            body
        )
    }

    /// Runs `body` unless it failed a moment ago, and remembers when it fails.
    func remembered<Result>(_ subject: String, _ body: () throws -> Result) throws -> Result {
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

    /// The snapshot that a head of the dataset's own ref means, or the one before while that cannot be opened.
    func ownVersion(
        _ head: RefCache.Head,
        _ context: WorkContext,
        open: (WorkContext) throws -> OpenSnapshot
    ) throws -> OpenSnapshot {
        var (isStale, version) = (head.isStale, versions[head.record.snapshot])
        if version == nil {
            do {
                version = try open(context)
            } catch {
                // What is gone may be so because the ref has moved on: that is looked at first.
                let mayBeOver = context.retry.firstError == nil && Self.isOfGoneObject(error)
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
        versions.setNewest(version, forgettingOthers: head.record.kind == .unversioned)
        return version
    }

    private static func isOfGoneObject(_ error: any Error) -> Bool {
        switch error {
        case StorageError.gone, ZarrError.storage(.gone): true
        default: false
        }
    }
}
