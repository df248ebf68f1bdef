internal import Catalogue
internal import Cube
internal import Execution
internal import Failures
internal import Glibc
internal import ObjectStorage
internal import Zarr

/// A dataset opened for a command.
struct OpenedStore {
    /// Enough for any metadata and a slow store; a command has a person waiting.
    private static let seconds = 120.0

    let dataset: Dataset
    /// Places of virtual chunks that a repository declares.
    let places: [VirtualPlace]
    /// The rest of the time that the command has.
    let context: WorkContext

    /// - Throws: `OpeningError` with the cause for the operator.
    init(_ target: CommandTarget, version: VersionOptions) throws {
        try self.init(target, version: version, catalogue: CommandCatalogue([target.published], target))
    }

    /// `catalogue` has the target's dataset.
    init(_ target: CommandTarget, version: VersionOptions, catalogue: CommandCatalogue) throws {
        let context = WorkContext.background(seconds: Self.seconds)
        self.context = context
        let id = target.published.id
        let address = try version.ref.map { (ref) throws(Failure) in try DatasetAddress("\(id)@\(ref)") }
        do {
            dataset = try catalogue.all.dataset(at: address ?? DatasetAddress(id: id), context: context)
            places = (try? catalogue.all.virtualPlaces(of: dataset.address, context: context)) ?? []
        } catch let failure as Failure {
            throw OpeningError(failure: failure, cause: Self.cause(failure, context))
        }
    }

    /// What a client would be told is little help at a terminal, where the reason may stand in full.
    static func cause(_ error: any Error, _ context: WorkContext) -> String {
        let facts = context.measurements.facts
        if let fact = facts.last(where: { $0.name == "storage" }) { return fact.value }
        guard let text = facts.last(where: { $0.name == "cause" })?.value,
            let mark = text.firstRange(of: ": ")
        else { return ErrorWords.text(error) }
        // The dataset's name stands in front.
        return String(text[mark.upperBound...])
    }
}

/// The datasets that a command opens, with memory and connections of their own.
struct CommandCatalogue {
    /// Memory that a command may use for reading.
    private static let budget = 1 << 30

    let all: ConfiguredCatalogue

    init(_ published: [PublishedDataset], _ target: CommandTarget) {
        self.init(
            published,
            profiles: target.profiles,
            limits: target.limits,
            memory: target.workerBytes ?? Self.budget,
            indexes: target.indexes
        )
    }

    /// `memory`: that of a worker, where it matters what a worker could open.
    init(
        _ published: [PublishedDataset],
        profiles: StorageProfiles,
        limits: Limits,
        memory: Int = budget,
        indexes: IndexShelf? = nil
    ) {
        let ledger = MemoryLedger(budget: memory)
        let reader = ZarrReader(
            cache: ChunkCache(limit: ledger.budget, ledger: ledger),
            pool: DecodePool(helpers: 1),
            limits: ZarrLimits(chunkBytes: limits.chunkBytes, memory: ledger)
        )
        all = ConfiguredCatalogue(
            published,
            opener: StoreSourceOpener(engine: TransferEngine(), reader: reader, profiles: profiles),
            limits: limits,
            resources: ReadingResources(ledger: ledger, indexes: indexes)
        )
    }
}
