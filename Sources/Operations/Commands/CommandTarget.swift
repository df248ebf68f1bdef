internal import ArgumentParser
internal import Catalogue
internal import Cube
internal import Execution
internal import Failures
internal import Glibc
internal import ObjectStorage

/// What a command is about: a store at an address, or a dataset of a configuration by its id.
struct CommandTarget {
    private static let listingSeconds = 60.0

    let published: PublishedDataset
    let profiles: StorageProfiles
    let limits: Limits
    /// Bytes that a worker of the configuration has for data; nil without one.
    let workerBytes: Int?
    /// What the host keeps of coordinates; nil without a configuration that says where.
    let indexes: IndexShelf?
    /// Where that is.
    let cache: CacheSettings?
    /// True for a dataset of the configuration.
    let isDataset: Bool

    /// With `configuration`, the path of a file, `place` may be an id; its profiles count for every store.
    ///
    /// - Throws: `ConfigurationError`, or `CommandError` when `place` is neither.
    init(_ place: String, group: String, configuration: String?, version: VersionOptions) throws {
        let loaded = try configuration.map { try LoadedConfiguration(path: $0, workers: nil).configuration }
        profiles = loaded?.storage ?? StorageProfiles()
        limits = loaded?.limits ?? Limits()
        workerBytes = loaded?.server.dataBytesPerWorker
        cache = loaded?.cache
        indexes = HostCaches.found(cache)
        let datasets = loaded?.datasets ?? []
        var found: PublishedDataset
        if let dataset = try datasets.first(where: { $0.id == place }) ?? Self.discovered(place, loaded) {
            (found, isDataset) = (dataset, true)
        } else {
            guard configuration == nil || Self.looksLikeAStore(place) else {
                throw CommandError.noSuchDataset(place, known: datasets.map(\.id))
            }
            if let problem = LocationText.problem(ofStore: place) {
                throw CommandError.noStore(problem: problem)
            }
            (found, isDataset) = (PublishedDataset(id: "store", store: place), false)
            // What the configuration names in this store is there, though nothing lists it.
            found.arrays = datasets.filter { $0.store == place }.flatMap(\.namedPaths)
        }
        found.group = [found.group, group].flatMap { $0.split(separator: "/") }.joined(separator: "/")
        found.virtualChunks += version.places
        if version.ref != nil { found.refs = .listed }
        published = found
    }

    /// The dataset of that id below a prefix that the configuration publishes; nothing is listed for what is a store's place.
    ///
    /// - Throws: what listing a prefix gave.
    private static func discovered(_ id: String, _ configuration: Configuration?) throws -> PublishedDataset?
    {
        guard let configuration, DatasetAddress.isValidID(id) else { return nil }
        let list = Discovery.lister(profiles: configuration.storage, engine: TransferEngine())
        for rule in configuration.publish {
            let names = try list(rule, .background(seconds: listingSeconds))
            if let found = names.lazy.compactMap(rule.dataset).first(where: { $0.id == id }) { return found }
        }
        return nil
    }

    private static func looksLikeAStore(_ place: String) -> Bool {
        place.contains("/") || place.contains(":") || access(place, F_OK) == 0
    }
}

/// The words by which a command is told what it is about.
struct TargetOptions: ParsableArguments {
    @Argument(help: "A path or URL of a store, or with --config the id of a dataset.")
    var place: String

    @Option(help: "The group inside the store, or inside the dataset.")
    var group = ""

    @Option(
        name: .customLong("config"),
        help: "A configuration: its datasets can be named, and its storage profiles say how stores are asked."
    )
    var configuration: String?

    @OptionGroup var version: VersionOptions

    func target() throws -> CommandTarget {
        try CommandTarget(place, group: group, configuration: configuration, version: version)
    }
}
