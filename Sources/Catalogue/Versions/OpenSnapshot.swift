internal import Cube
internal import Execution
internal import Synchronization
internal import Zarr

/// One snapshot of a dataset whose metadata have been read, and the cubes understood from it.
final class OpenSnapshot: Sendable {
    /// Addresses under which a cube is kept ready; others are made anew for each request, which costs little.
    private static let maxViews = 64

    /// A cube, and what of its store was read to understand it.
    private struct Understood {
        let cube: Dataset
        let witness: ReadWitness
        /// Of the witness.
        let digest: String
        /// When the store was last known to have what was read.
        var checkedAt: Deadline
    }

    private struct State {
        /// By the groups of an address.
        var understood: [[String]: Understood] = [:]
        var views: [DatasetAddress: Dataset] = [:]
        var hasBeenNamed = false
        /// As far as it can be told.
        var bytes: Int
    }

    /// As in `RefRecord`.
    let snapshot: String
    let hierarchy: Hierarchy
    private let state: Mutex<State>
    private let understandings = SingleFlight<[String], Understood>()

    init(snapshot: String, hierarchy: Hierarchy) {
        self.snapshot = snapshot
        self.hierarchy = hierarchy
        state = Mutex(State(bytes: hierarchy.top.byteCount))
    }

    /// What it takes in memory; grows when cubes are understood.
    var byteCount: Int { state.withLock { $0.bytes } }

    /// What it and its cubes hold in the worker's ledger.
    var heldBytes: Int {
        state.withLock { state in
            state.understood.values.reduce(hierarchy.top.heldBytes) { $0 + $1.cube.coordinateBytes }
        }
    }

    /// True once a look-up has found that the snapshot's own id names it: that stays so.
    var hasBeenNamed: Bool {
        get { state.withLock { $0.hasBeenNamed } }
        set { state.withLock { $0.hasBeenNamed = newValue } }
    }

    /// The cube at an address, understood by `understand` when it is the first of its groups, or when what it was made
    /// from has changed.
    ///
    /// `since`: of a store without versions, before when nothing is believed: coordinates may change beneath the same
    /// metadata. Nil where they cannot.
    func dataset(
        at address: DatasetAddress,
        version: DatasetVersion,
        since: Deadline? = nil,
        context: WorkContext,
        understand: () throws -> Dataset
    ) throws -> Dataset {
        let found = try understood(address.groups, since, context, understand)
        let version = version.told(by: found.digest)
        let view = state.withLock { $0.views[address] }
        if let view, view.version == version { return view }
        let made = found.cube.addressed(as: address, version: version)
        return state.withLock { state in
            // Those who came at the same time get the same.
            if let known = state.views[address], known.version == version { return known }
            if state.views.count >= Self.maxViews { state.views = [:] }
            state.views[address] = made
            return made
        }
    }

    private func understood(
        _ groups: [String],
        _ since: Deadline?,
        _ context: WorkContext,
        _ understand: () throws -> Dataset
    ) throws -> Understood {
        func known() -> Understood? {
            guard let known = state.withLock({ $0.understood[groups] }), known.cube.hasSoundIndexes else {
                return nil
            }
            let damaged = Deadline.now.earlier(bySeconds: Self.damagedSeconds)
            guard let oldest = since ?? (known.cube.unreadable.isEmpty ? nil : damaged) else { return known }
            return known.checkedAt >= oldest ? known : nil
        }
        if let known = known() { return known }
        return try understandings.value(for: groups, context: context) {
            if let known = known() { return known }
            let startedAt = Deadline.now
            if var old = state.withLock({ $0.understood[groups] }), old.cube.hasSoundIndexes,
                let checkedAt = try confirmation(of: old, since ?? startedAt, context)
            {
                old.checkedAt = checkedAt
                state.withLock { $0.understood[groups] = old }
                return old
            }
            let witness = ReadWitness()
            let cube = try context.observed(by: witness, understand)
            let made = Understood(
                cube: cube,
                witness: witness,
                digest: witness.digest,
                checkedAt: startedAt
            )
            state.withLock { state in
                let old = state.understood.updateValue(made, forKey: groups)
                state.bytes += cube.metadataBytes - (old?.cube.metadataBytes ?? 0)
                // Views of what it was before are not asked for again.
                state.views = state.views.filter { $0.key.groups != groups }
            }
            return made
        }
    }

    /// How long it is believed of a snapshot that coordinates are damaged: no worker may keep for ever what came to it
    /// alone.
    private static let damagedSeconds = 60.0
    /// Looking again must not cost the request that happens to do it more than this.
    private static let lookUpSeconds = 5.0
    /// How long it is believed that a store does not answer before another request tries.
    private static let failureNanoseconds: UInt64 = 2_000_000_000

    /// From when on what was read may be believed; nil when the store has something else now.
    ///
    /// While the store is away it is believed from one try to the next.
    private func confirmation(
        of old: Understood,
        _ since: Deadline,
        _ context: WorkContext
    ) throws -> Deadline? {
        // What could not be read is no witness.
        guard old.cube.unreadable.isEmpty else { return nil }
        let startedAt = Deadline.now
        let limited = WorkContext(
            requestID: context.requestID,
            deadline: min(context.deadline, .after(seconds: Self.lookUpSeconds)),
            arrivedAt: context.arrivedAt,
            measurements: context.measurements,
            retry: context.retry
        )
        do {
            return try old.witness.isUpToDate(context: limited) ? startedAt : nil
        } catch {
            guard !context.deadline.hasPassed else { throw error }
            context.measurements.note("not_refreshed", "\(error)")
            context.measurements.add(to: .staleAnswers)
            return Deadline(nanoseconds: since.nanoseconds &+ Self.failureNanoseconds)
        }
    }
}

extension DatasetVersion {
    /// The same, with what was read of a store that its metadata say nothing of.
    fileprivate func told(by digest: String) -> DatasetVersion {
        guard !coversData, !digest.isEmpty else { return self }
        return of(snapshot: "\(snapshot).\(digest)")
    }

    /// Whether it is one of those that `told` makes of a snapshot.
    func isSnapshot(of snapshot: String) -> Bool {
        self.snapshot == snapshot || self.snapshot.hasPrefix(snapshot + ".")
    }

    /// The same, of another snapshot.
    func of(snapshot: String) -> DatasetVersion {
        DatasetVersion(
            snapshot: snapshot,
            isPinned: isPinned,
            pin: pin,
            latest: latest,
            coversData: coversData,
            freshSeconds: freshSeconds,
            quietUntil: quietUntil,
            mostFreshSeconds: mostFreshSeconds,
            configuration: configuration
        )
    }
}

extension Dataset {
    private static let variableBytes = 1024

    /// What a cube takes in memory beside its hierarchy, about.
    fileprivate var metadataBytes: Int {
        coordinateBytes + (variables.count + arrays.count) * Self.variableBytes
    }
}
