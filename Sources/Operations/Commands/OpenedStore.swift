internal import Cube
internal import Execution
internal import Glibc
internal import ObjectStorage
internal import Portal
internal import Zarr

/// A dataset opened for a command: from a store's address, or by its name in a configuration.
struct OpenedStore {
    /// Enough for any metadata and a slow store; a command has a person waiting.
    private static let seconds = 120.0
    /// Memory that a command may use for reading.
    private static let budget = 1 << 30

    let dataset: Dataset
    /// Places of virtual chunks that a repository declares.
    let places: [VirtualPlace]

    /// Opens a path, a URL, or a dataset's name if `configuration` (a file) is given.
    ///
    /// `group` lies inside the store. Throws what went wrong, after the causes have been written to the terminal.
    init(_ place: String, group: String, configuration: String?, version: VersionOptions) throws {
        let context = WorkContext.background(seconds: Self.seconds)
        var published: PublishedDataset
        var profiles = StorageProfiles()
        if let configuration {
            let loaded = try LoadedConfiguration(path: configuration, workers: nil).configuration
            guard let found = loaded.datasets.first(where: { $0.id == place }) else {
                throw Failure.notFound(.dataset, name: place, known: loaded.datasets.map(\.id))
            }
            published = found
            profiles = loaded.storage
        } else {
            published = PublishedDataset(id: "store", store: place, title: nil, summary: nil, group: group)
        }
        published.virtualChunks += version.places
        let ledger = MemoryLedger(budget: Self.budget)
        let reader = ZarrReader(
            cache: ChunkCache(limit: ledger.budget, ledger: ledger),
            pool: DecodePool(helpers: 1)
        )
        let catalogue = ConfiguredCatalogue(
            [published],
            opener: StoreSourceOpener(engine: TransferEngine(), reader: reader, profiles: profiles),
            limits: Limits(),
            resources: ReadingResources(ledger: ledger)
        )
        do {
            let address = try version.ref.map { (ref) throws(Failure) in
                try DatasetAddress("\(published.id)@\(ref)")
            }
            dataset = try catalogue.dataset(at: address ?? DatasetAddress(id: published.id), context: context)
            places = (try? catalogue.virtualPlaces(of: dataset.address, context: context)) ?? []
        } catch {
            for fact in context.measurements.facts { FailedStart.report("\(fact.name): \(fact.value)") }
            throw error
        }
    }
}
