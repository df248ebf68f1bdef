package import Cube
package import Execution

/// The datasets of a configuration, each opened when somebody first asks for it.
package final class ConfiguredCatalogue: WholeCatalogue {
    /// What opening may take of the time for all, also where many are left.
    private static let leastSeconds = 1.0

    private let holders: [DatasetHolder]
    private let byID: [String: DatasetHolder]

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
        holders = published.map {
            DatasetHolder(
                $0,
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
        byID = Dictionary(holders.map { ($0.published.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package var ids: [String] { holders.map(\.published.id) }

    package func publishes(_ id: String) -> Bool { byID[id] != nil }

    package func entries(context: WorkContext) -> [CatalogueEntry] {
        holders.map(\.entry)
    }

    package func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        guard let holder = byID[address.id] else {
            throw Failure.notFound(.dataset, name: address.text, known: ids)
        }
        return try holder.dataset(at: address, context: context)
    }

    package func group(at address: DatasetAddress, of dataset: Dataset, context: WorkContext) throws
        -> Dataset
    {
        guard let holder = byID[address.id] else {
            throw Failure.notFound(.dataset, name: address.text, known: ids)
        }
        return try holder.group(at: address, of: dataset.version, context: context)
    }

    func holder(of address: DatasetAddress) -> DatasetHolder? { byID[address.id] }

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
