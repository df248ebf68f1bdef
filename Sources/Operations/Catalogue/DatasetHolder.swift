internal import Cube
internal import Execution
internal import ObjectStorage
internal import Portal
internal import Synchronization
internal import Zarr

/// One published dataset while the server runs: opened when first asked for, looked at again after a while, kept as it
/// was while its store is away.
final class DatasetHolder: Sendable {
    /// How long a failure is believed: a store in trouble is not asked by every request.
    private static let failureSeconds = 2.0
    /// Looking again must not cost the request that happens to do it more than this.
    private static let refreshLimitSeconds = 5.0

    private struct State {
        var hierarchy: Hierarchy?
        /// Datasets of `hierarchy` by the groups of their address.
        var datasets: [[String]: Dataset] = [:]
        var refreshAt = Deadline.now
        var failure: (error: any Error, until: Deadline)?
        var isRefreshing = false
    }

    let published: PublishedDataset
    private let opener: any HierarchyOpener
    private let limits: Limits
    private let resources: ReadingResources
    private let state = Mutex(State())
    private let openings = SingleFlight<Int, Hierarchy>()
    private let understandings = SingleFlight<[String], Dataset>()

    init(
        _ published: PublishedDataset,
        opener: any HierarchyOpener,
        limits: Limits,
        resources: ReadingResources
    ) {
        self.published = published
        self.opener = opener
        self.limits = limits
        self.resources = resources
    }

    var entry: CatalogueEntry {
        CatalogueEntry(id: published.id, title: published.title ?? published.id, summary: published.summary)
    }

    var health: DatasetState.State {
        state.withLock { $0.failure != nil ? .failing : $0.hierarchy == nil ? .unopened : .working }
    }

    /// - Throws: `Failure`.
    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        // A store without versions has none to name.
        guard address.ref == nil else { throw Failure.notFound(.dataset, name: address.text, known: []) }
        return try Failure.translating(dataset: address.text, context: context) {
            let hierarchy = try waiting(context) { try self.hierarchy(context) }
            if let open = state.withLock({ $0.datasets[address.groups] }) { return open }
            return try understandings.value(for: address.groups, context: context) {
                try understand(hierarchy, address, context)
            }
        }
    }

    /// Opening is nothing but waiting for the store, even where another request does it.
    private func waiting(_ context: WorkContext, _ body: () throws -> Hierarchy) throws -> Hierarchy {
        do {
            return try body()
        } catch Interruption.deadlinePassed {
            let key = published.group.isEmpty ? "zarr.json" : published.group + "/zarr.json"
            throw ZarrError.storage(.timedOut(key: key))
        }
    }

    /// The metadata as it is known, read or looked at again if it is time.
    private func hierarchy(_ context: WorkContext) throws -> Hierarchy {
        enum Next { case use(Hierarchy), refresh(Hierarchy), open, fail(any Error) }
        let next = state.withLock { state -> Next in
            if let hierarchy = state.hierarchy {
                guard state.refreshAt.hasPassed, !state.isRefreshing else { return .use(hierarchy) }
                state.isRefreshing = true
                return .refresh(hierarchy)
            }
            if let failure = state.failure, !failure.until.hasPassed { return .fail(failure.error) }
            return .open
        }
        switch next {
        case .use(let hierarchy): return hierarchy
        case .refresh(let hierarchy): return refreshed(hierarchy, context)
        case .open: return try openings.value(for: 0, context: context) { try open(context) }
        case .fail(let error): throw error
        }
    }

    private func open(_ context: WorkContext) throws -> Hierarchy {
        do {
            let hierarchy = try opener.open(published, context: context)
            state.withLock { keep(hierarchy, in: &$0) }
            return hierarchy
        } catch {
            if !(error is Interruption) { state.withLock { remember(error, in: &$0) } }
            throw error
        }
    }

    /// The old metadata if it still holds or the store is away, else the new.
    private func refreshed(_ old: Hierarchy, _ context: WorkContext) -> Hierarchy {
        let limited = WorkContext(
            requestID: context.requestID,
            principal: context.principal,
            deadline: min(context.deadline, .after(seconds: Self.refreshLimitSeconds))
        )
        defer { state.withLock { $0.isRefreshing = false } }
        do {
            let fresh = try opener.open(published, context: limited)
            return state.withLock { state in
                keep(fresh, in: &state)
                return state.hierarchy ?? fresh
            }
        } catch {
            context.measurements.note("not_refreshed", "\(published.id): \(error)")
            state.withLock { state in
                remember(error, in: &state)
                state.refreshAt = .after(seconds: max(published.refreshSeconds, Self.failureSeconds))
            }
            return old
        }
    }

    private func keep(_ hierarchy: Hierarchy, in state: inout State) {
        if state.hierarchy?.validator != hierarchy.validator {
            state.hierarchy = hierarchy
            state.datasets = [:]
        }
        state.failure = nil
        state.refreshAt = .after(seconds: published.refreshSeconds)
    }

    private func remember(_ error: any Error, in state: inout State) {
        state.failure = (error, .after(seconds: Self.failureSeconds))
    }

    /// Makes a dataset of a group, and keeps it as long as the metadata stays the same.
    private func understand(
        _ hierarchy: Hierarchy,
        _ address: DatasetAddress,
        _ context: WorkContext
    ) throws -> Dataset {
        let base = published.group.split(separator: "/").map(String.init)
        guard let found = hierarchy.group(at: base + address.groups) else {
            throw Failure.notFound(
                .group,
                name: (base + address.groups).joined(separator: "/"),
                known: groups(hierarchy, below: base)
            )
        }
        let dataset = try Dataset.open(
            found.group,
            ancestors: found.ancestors,
            address: address,
            title: title(of: address),
            summary: published.summary,
            version: DatasetVersion(snapshot: hierarchy.validator, isPinned: false),
            limits: limits,
            policy: .unrestricted,
            resources: resources,
            context: context
        )
        state.withLock { state in
            if state.hierarchy?.validator == hierarchy.validator { state.datasets[address.groups] = dataset }
        }
        return dataset
    }

    private func groups(_ hierarchy: Hierarchy, below base: [String]) -> [String] {
        let children = hierarchy.group(at: base)?.group.groups ?? []
        return children.compactMap { $0.path.split(separator: "/").last.map(String.init) }
    }

    /// The configured title names the dataset itself; its groups name themselves.
    private func title(of address: DatasetAddress) -> String? {
        address.groups.isEmpty ? published.title : nil
    }
}
