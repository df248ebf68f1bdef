internal import Catalogue
internal import Execution
internal import Failures
internal import Icechunk
internal import ObjectStorage
internal import Zarr

/// A store as the commands that look into it open it: no cube, everything that is there.
struct StoredHierarchy {
    /// Long enough for any store; a command has a person waiting, who can stop it.
    private static let seconds = 86_400.0
    private static let cacheBytes = 256 << 20
    private static let budget = 1 << 30

    let context = WorkContext.background(seconds: seconds)
    /// The repository that the store is, if it is one.
    let source: IcechunkSource?
    private let published: PublishedDataset
    private let store: any ObjectStore
    private let reader: ZarrReader

    init(_ target: CommandTarget, version: VersionOptions) throws {
        let (published, profiles) = (target.published, target.profiles)
        self.published = published
        let engine = TransferEngine()
        let ledger = MemoryLedger(budget: Self.budget)
        reader = ZarrReader(
            cache: ChunkCache(limit: Self.cacheBytes, ledger: ledger),
            pool: DecodePool(helpers: 1),
            limits: ZarrLimits(chunkBytes: target.limits.chunkBytes)
        )
        let locations = try VirtualLocations(published.virtualChunks)
        let virtual = VirtualStores(locations, profiles: profiles, engine: engine)
        let references = try ReferenceStore.open(
            published.store,
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
        let root = try StoreOpener.open(published.store, profiles: profiles, engine: engine)
        let meant = version.reference ?? (published.ref, nil)
        (source, store) = try Self.opened(root, meant, isNamed: version.ref != nil, virtual, reader, context)
    }

    /// The state of a repository that is meant, or the store itself when it is none and nobody named a state.
    private static func opened(
        _ root: any ObjectStore,
        _ meant: (name: String, asOf: Int64?),
        isNamed: Bool,
        _ virtual: VirtualStores,
        _ reader: ZarrReader,
        _ context: WorkContext
    ) throws -> (IcechunkSource?, any ObjectStore) {
        do {
            let source = try IcechunkSource(
                root,
                ref: meant.name,
                virtual: virtual,
                reader: reader,
                context: context
            )
            guard let source else {
                guard !isNamed else { throw CommandError.noVersions }
                return (nil, root)
            }
            guard let found = try source.find(meant.name, asOf: meant.asOf, context: context) else {
                let references = try? source.references(context: context)
                let known = references.map { ($0.branches + $0.tags).map(\.name) }
                let name = isNamed && meant.asOf != nil ? meant.name + " at that time" : meant.name
                throw CommandError.noSuchVersion(name, known: known ?? [])
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

    /// `path` lies below the dataset's group.
    func array(at path: String) throws -> ZarrArray {
        do {
            // The reader does not mind slashes at the ends.
            return try present {
                try reader.openArray(store, path: "\(published.group)/\(path)", context: context)
            }
        } catch ZarrError.noNode {
            let known = (try? nodes().compactMap(\.arrayPath)) ?? []
            throw CommandError.noSuchArray(path, known: known)
        }
    }

    /// Every node of the dataset by path; a store that is itself an array has one.
    func nodes() throws -> [StoredNode] {
        let group = published.group
        do {
            return try present {
                let top = try reader.open(store, path: group, named: published.namedPaths, context: context)
                return StoredNode.all(below: top, from: group)
            }
        } catch let error as ZarrError {
            guard case .unsupported(path: group, _) = error, let array = try? array(at: "") else {
                throw error
            }
            return [.array(array, path: "/")]
        }
    }

    /// Runs `body` and says where nothing is whether there is a store at all.
    private func present<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch ZarrError.noNode(let path) {
            guard try !isThere() else { throw ZarrError.noNode(path: path) }
            throw CommandError.absent(cause: published.absence(of: ""))
        } catch ZarrError.storage(.noStore(let cause)) {
            throw CommandError.absent(cause: cause)
        }
    }
}

extension StoredHierarchy {
    /// Whether any node stands at the root.
    ///
    /// - Throws: what is wrong with one that cannot be understood.
    private func isThere() throws -> Bool {
        for open in [isGroup, isArray] {
            do {
                try open()
                return true
            } catch ZarrError.noNode {
                continue
            } catch ZarrError.unsupported(path: "", _) {
                continue
            }
        }
        return false
    }

    private func isGroup() throws { _ = try reader.open(store, path: "", context: context) }
    private func isArray() throws { _ = try reader.openArray(store, path: "", context: context) }
}

/// A node of a hierarchy, as `sluice ls` shows it.
enum StoredNode {
    case group(ZarrGroup, path: String)
    case array(ZarrArray, path: String)
    case unusable(path: String, ZarrError)

    /// From the group that was asked for, which is `/`.
    var path: String {
        switch self {
        case .group(_, let path), .array(_, let path), .unusable(let path, _): path
        }
    }

    /// The path of an array as `array(at:)` takes it; nil for all else.
    var arrayPath: String? {
        if case .array(_, let path) = self { String(path.drop { $0 == "/" }) } else { nil }
    }

    /// `base`: the path of the group that was asked for, from the store's root.
    static func all(below group: ZarrGroup, from base: String) -> [StoredNode] {
        func shown(_ path: String) -> String {
            let rest = base.isEmpty ? path[...] : path.dropFirst(base.count)
            return rest.hasPrefix("/") ? String(rest) : "/" + rest
        }
        let others = Set(group.others.map(\.metadata.name))
        let prefix = group.path.isEmpty ? "" : group.path + "/"
        let nodes =
            (group.arrays + group.others).map { StoredNode.array($0, path: shown($0.metadata.path)) }
            + group.unusable.filter { !others.contains($0.name) }
            .map { StoredNode.unusable(path: shown(prefix + $0.name), $0.error) }
        return [.group(group, path: shown(group.path))] + nodes.sorted { $0.path < $1.path }
            + group.groups.flatMap { all(below: $0, from: base) }
    }
}
