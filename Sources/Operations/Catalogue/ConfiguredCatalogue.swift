package import Cube
package import Execution
package import Portal

/// The datasets of a configuration, each opened when somebody first asks for it.
package final class ConfiguredCatalogue: Catalogue, DatasetHealth {
    private let holders: [DatasetHolder]
    private let byID: [String: DatasetHolder]

    /// `heads` is what the workers of a host share; without it this process looks after itself.
    init(
        _ published: [PublishedDataset],
        opener: any SourceOpener,
        heads: HeadKeeper = HeadKeeper(),
        limits: Limits,
        resources: ReadingResources
    ) {
        let memory = OpenStates(ledger: resources.ledger, share: MemoryShare(sixteenths: 1))
        holders = published.map {
            DatasetHolder(
                $0,
                opener: opener,
                heads: heads,
                memory: memory,
                limits: limits,
                resources: resources
            )
        }
        byID = Dictionary(holders.map { ($0.published.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func entries(context: WorkContext) -> [CatalogueEntry] {
        holders.map(\.entry)
    }

    package func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        guard let holder = byID[address.id] else {
            throw Failure.notFound(.dataset, name: address.text, known: holders.map(\.published.id))
        }
        return try holder.dataset(at: address, context: context)
    }

    func holder(of address: DatasetAddress) -> DatasetHolder? { byID[address.id] }

    package func states() -> [DatasetState] {
        holders.map { DatasetState(id: $0.published.id, state: $0.health) }
    }

    package func tryAll(context: WorkContext) {
        for holder in holders where !context.deadline.hasPassed {
            do {
                _ = try holder.dataset(at: DatasetAddress(id: holder.published.id), context: context)
            } catch {
                context.measurements.note("failing", "\(holder.published.id): \(error)")
            }
        }
    }
}
