internal import Execution
internal import Icechunk
internal import ObjectStorage
internal import Portal
internal import Zarr

/// A store as the commands that look into it open it: no cube, no configuration, everything that is there.
struct StoredHierarchy {
    /// Long enough for any store; a command has a person waiting, who can stop it.
    private static let seconds = 86_400.0
    private static let cacheBytes = 256 << 20

    let context = WorkContext.background(seconds: seconds)
    /// The repository that the store is, if it is one.
    let source: IcechunkSource?
    private let store: any ObjectStore
    private let reader: ZarrReader
    /// What the configuration names of this store.
    private let named: [String]

    /// `configuration`: a file whose storage profiles count.
    init(_ location: String, configuration: String?, version: VersionOptions) throws {
        let loaded = try configuration.map { try LoadedConfiguration(path: $0, workers: nil).configuration }
        let profiles = loaded?.storage ?? StorageProfiles()
        named = (loaded?.datasets ?? []).filter { $0.store == location }.flatMap(\.namedPaths)
        let engine = TransferEngine()
        let ledger = MemoryLedger(budget: Self.cacheBytes)
        reader = ZarrReader(
            cache: ChunkCache(limit: Self.cacheBytes, ledger: ledger),
            pool: DecodePool(helpers: 1)
        )
        let virtual = VirtualStores(try VirtualLocations(version.places), profiles: profiles, engine: engine)
        let references = try ReferenceStore.open(
            location,
            profiles: profiles,
            virtual: virtual,
            engine: engine,
            context: context
        )
        if let references {
            guard version.ref == nil else { throw CommandError.noVersions }
            (source, store) = (nil, references)
            return
        }
        let root = try StoreOpener.open(location, profiles: profiles, engine: engine)
        (source, store) = try Self.opened(root, version, virtual, reader, context)
    }

    /// The state of a repository that is meant, or the store itself when it is none.
    private static func opened(
        _ root: any ObjectStore,
        _ version: VersionOptions,
        _ virtual: VirtualStores,
        _ reader: ZarrReader,
        _ context: WorkContext
    ) throws -> (IcechunkSource?, any ObjectStore) {
        let (name, asOf) = version.reference ?? ("main", nil)
        do {
            let source = try IcechunkSource(
                root,
                ref: name,
                virtual: virtual,
                reader: reader,
                context: context
            )
            guard let source else {
                guard version.ref == nil else { throw CommandError.noVersions }
                return (nil, root)
            }
            guard let found = try source.find(name, asOf: asOf, context: context) else {
                let references = try? source.references(context: context)
                let known = references.map { ($0.branches + $0.tags).map(\.name) }
                throw CommandError.noSuchVersion(version.ref ?? name, known: known ?? [])
            }
            return (source, try source.store(at: found.snapshot, context: context))
        } catch let error as StorageError {
            // Where nobody may list, what is absent is refused: a hierarchy may stand there all the same.
            switch error {
            case .refused(_, 403), .refusedFor(_, 403, _), .system: return (nil, root)
            default: throw ZarrError.storage(error)
            }
        }
    }

    func array(at path: String) throws -> ZarrArray {
        try reader.openArray(store, path: path, context: context)
    }

    /// Every node below the root by path; a store that is itself an array has one.
    func nodes() throws -> [StoredNode] {
        do {
            return StoredNode.all(
                below: try reader.open(store, path: "", named: named, context: context)
            )
        } catch let error as ZarrError {
            guard case .unsupported(path: "", _) = error, let array = try? array(at: "") else { throw error }
            return [.array(array)]
        }
    }
}

/// A node of a hierarchy, as `sluice ls` shows it.
enum StoredNode {
    case group(ZarrGroup)
    case array(ZarrArray)
    case unusable(path: String, ZarrError)

    var path: String {
        switch self {
        case .group(let group): "/" + group.path
        case .array(let array): "/" + array.metadata.path
        case .unusable(let path, _): "/" + path
        }
    }

    static func all(below group: ZarrGroup) -> [StoredNode] {
        let others = Set(group.others.map(\.metadata.name))
        let prefix = group.path.isEmpty ? "" : group.path + "/"
        let nodes =
            (group.arrays + group.others).map(StoredNode.array)
            + group.unusable.filter { !others.contains($0.name) }
            .map { StoredNode.unusable(path: prefix + $0.name, $0.error) }
        return [.group(group)] + nodes.sorted { $0.path < $1.path } + group.groups.flatMap(all)
    }
}
