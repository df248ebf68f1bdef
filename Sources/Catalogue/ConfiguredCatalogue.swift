package import Cube
package import Execution
package import Failures
internal import Synchronization

/// The datasets of a configuration, and those that were discovered since, each opened when somebody first asks for it.
package final class ConfiguredCatalogue: WholeCatalogue {
    /// What opening may take of the time for all, also where many are left.
    private static let leastSeconds = 1.0

    private struct Held {
        var holders: [DatasetHolder] = []
        var byID: [String: DatasetHolder] = [:]

        init(_ holders: [DatasetHolder]) {
            for holder in holders where byID[holder.published.id] == nil {
                byID[holder.published.id] = holder
                self.holders.append(holder)
            }
        }
    }

    /// Those of the configuration, in its order, come before what was discovered.
    private let configured: [DatasetHolder]
    private let held: Mutex<Held>
    private let makeHolder: @Sendable (PublishedDataset) -> DatasetHolder

    /// `heads` and what `outcomes` were put up on is what the workers of a host share; without them this process looks after
    /// itself.
    package init(
        _ published: [PublishedDataset],
        opener: any SourceOpener,
        heads: RefCache = RefCache(),
        outcomes: DatasetOutcomes = DatasetOutcomes(),
        bulkheads: Bulkheads = Bulkheads(),
        trials: OpeningTrials = OpeningTrials(),
        limits: Limits,
        resources: ReadingResources
    ) {
        let memory = SnapshotMemory(ledger: resources.ledger, share: MemoryShare(sixteenths: 1))
        makeHolder = { published in
            DatasetHolder(
                published,
                opener: opener,
                heads: heads,
                outcomes: outcomes,
                memory: memory,
                bulkheads: bulkheads,
                trials: trials,
                limits: limits,
                resources: resources
            )
        }
        configured = published.map(makeHolder)
        held = Mutex(Held(configured))
    }

    private var holders: [DatasetHolder] { held.withLock { $0.holders } }

    /// Publishes what was discovered beside the configuration's own datasets, and no more what was before and is not now.
    ///
    /// One that stays stays open; an id of the configuration is its own. Requests that have a dataset in hand keep it.
    package func publish(discovered: [PublishedDataset]) {
        let before = held.withLock { $0.byID }
        let holders = discovered.map { published in
            before[published.id].flatMap { $0.published == published ? $0 : nil } ?? makeHolder(published)
        }
        let now = Held(configured + holders)
        held.withLock { $0 = now }
    }

    package var ids: [String] { holders.map(\.published.id) }

    package func publishes(_ id: String) -> Bool { holder(of: id) != nil }

    package func entries(context: WorkContext) -> [CatalogueEntry] {
        holders.map(\.entry)
    }

    package func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        guard let holder = holder(of: address.id) else {
            throw Failure.notFound(.dataset, name: address.text, known: ids)
        }
        return try holder.dataset(at: address, context: context)
    }

    package func group(at address: DatasetAddress, of dataset: Dataset, context: WorkContext) throws
        -> Dataset
    {
        guard let holder = holder(of: address.id) else {
            throw Failure.notFound(.dataset, name: address.text, known: ids)
        }
        return try holder.group(at: address, of: dataset.version, context: context)
    }

    func holder(of address: DatasetAddress) -> DatasetHolder? { holder(of: address.id) }

    private func holder(of id: String) -> DatasetHolder? { held.withLock { $0.byID[id] } }

    package func states() -> [DatasetState] {
        holders.map { DatasetState(id: $0.published.id, state: $0.health) }
    }

    package func tryAll(where isWanted: (String) -> Bool, context: WorkContext) {
        let wanted = holders.filter { isWanted($0.published.id) }
        // Why one fails is noted where it is found out.
        for (index, holder) in wanted.enumerated() where !context.deadline.hasPassed {
            // One that hangs takes its part of the time, not that of the others.
            let part = max(
                context.deadline.remainingSeconds / Double(wanted.count - index),
                Self.leastSeconds
            )
            _ = try? holder.dataset(
                at: DatasetAddress(id: holder.published.id),
                context: context.limited(to: .after(seconds: part))
            )
        }
    }
}
