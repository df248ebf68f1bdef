internal import Cube
internal import Execution
internal import Failures

/// The snapshots of a store with versions: what refs mean, looked up again after `refresh`, and what is behind them.
final class VersionedSnapshots: SnapshotLookup {
    let store: any VersionedStore
    private let held: HeldSnapshots
    private let openings = SingleFlight<String, OpenSnapshot>()
    private let pasts = PastVersions()
    private let names = KnownNames()

    init(_ store: any VersionedStore, held: HeldSnapshots) {
        self.store = store
        self.held = held
    }

    private var published: PublishedDataset { held.published }

    /// Opening a repository was a look at its ref: those who waited for it need none of their own.
    func publishOpening(_ context: WorkContext) {
        guard let found = store.foundAtOpening(published.ref, context: context),
            let askedAt = found.askedAt
        else { return }
        held.heads.publish(
            RefRecord(found, startedAt: askedAt.nanoseconds),
            for: RefKey(store: published.store, ref: published.ref)
        )
    }

    func version(
        at address: DatasetAddress,
        _ arrival: Deadline,
        _ context: WorkContext
    ) throws -> ResolvedSnapshot {
        let ref = address.ref ?? published.ref
        if published.refs == .fixed, address.ref != nil,
            address.ref != published.ref || address.time != nil
        {
            throw Failure.notFound(.version, name: ref, known: [])
        }
        // Nothing can change what a snapshot's id was once found to mean, but that it is cleared away.
        if let open = held.versions[ref], open.hasBeenNamed, address.time == nil,
            context.retry.firstError == nil
        {
            return ResolvedSnapshot(open: open, kind: .snapshot)
        }
        let head = try head(of: ref, arrival, context)
        guard head.record.kind != .absent else { throw absence(of: ref, address, context) }
        guard ref == published.ref, address.time == nil else {
            return try version(head, of: ref, address, context)
        }
        let open = try held.ownVersion(head, context) { try self.open(head.record.snapshot, $0) }
        return ResolvedSnapshot(open: open, kind: head.record.kind, quietUntil: head.quietUntil)
    }

    func open(_ version: DatasetVersion, _ context: WorkContext) throws -> OpenSnapshot {
        try open(version.snapshot, context)
    }

    /// A snapshot that is not the dataset's own newest.
    private func version(
        _ head: RefCache.Head,
        of ref: String,
        _ address: DatasetAddress,
        _ context: WorkContext
    ) throws -> ResolvedSnapshot {
        if head.isStale { context.measurements.add(to: .staleAnswers) }
        if context.retry.firstError != nil { pasts.forget() }
        let snapshot = try pasts.snapshot(head.record, ref: ref, time: address.time) { time in
            try store.find(ref, asOf: time, context: context)?.snapshot
        }
        guard let snapshot else { throw Failure.notFound(.version, name: address.text, known: []) }
        let open = try open(snapshot, context)
        if head.record.kind == .snapshot, address.time == nil { open.hasBeenNamed = true }
        return ResolvedSnapshot(open: open, kind: head.record.kind)
    }

    private func head(
        of ref: String,
        _ arrival: Deadline,
        _ context: WorkContext
    ) throws -> RefCache.Head {
        try held.heads.head(
            of: RefKey(store: published.store, ref: ref),
            since: context.retry.firstError == nil
                ? arrival.earlier(bySeconds: published.refreshSeconds(hasVersions: true)) : arrival,
            context: context
        ) { context, _ in
            try held.remembered("@" + ref) {
                let startedAt = Deadline.now.nanoseconds
                return RefRecord(try store.find(ref, asOf: nil, context: context), startedAt: startedAt)
            }
        }
    }

    private func open(_ snapshot: String, _ context: WorkContext) throws -> OpenSnapshot {
        if let open = held.versions[snapshot] { return open }
        try context.retry.meet(snapshot)
        return try held.remembered(snapshot) {
            try openings.value(for: snapshot, context: context) {
                if let open = held.versions[snapshot] { return open }
                let hierarchy = try held.trial(context) {
                    try store.hierarchy(at: snapshot, context: context)
                }
                return held.versions.keep(OpenSnapshot(snapshot: snapshot, hierarchy: hierarchy))
            }
        }
    }

    /// What is told of a ref that is not there.
    private func absence(
        of ref: String,
        _ address: DatasetAddress,
        _ context: WorkContext
    ) -> Failure {
        held.versions[ref]?.hasBeenNamed = false
        if ref == published.ref { held.becomeStale() }
        // Who named no ref made no mistake.
        guard address.ref != nil else {
            return .storage(dataset: published.id, key: ref, .corrupt(reason: "there is no such ref"))
        }
        guard published.refs == .listed else { return .notFound(.version, name: ref, known: []) }
        let known = try? names.list {
            let references = try store.references(context: context)
            return (references.branches + references.tags).map(\.name)
        }
        return .notFound(.version, name: ref, known: known ?? [])
    }
}

extension RefRecord {
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
