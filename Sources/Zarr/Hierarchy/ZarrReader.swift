package import Execution
internal import JSON
package import ObjectStorage

/// Opens Zarr hierarchies of formats 2 and 3 in any store, and gives them chunks through one cache and one pool.
package final class ZarrReader: Sendable {
    package let cache: ChunkCache
    private let pool: DecodePool
    private let limits: ZarrLimits

    /// Smaller hierarchies are not counted in the ledger.
    private static let uncountedBytes = 256 << 10

    package init(cache: ChunkCache, pool: DecodePool, limits: ZarrLimits = ZarrLimits()) {
        self.cache = cache
        self.pool = pool
        self.limits = limits
    }

    /// Opens the group at `path` (slashes at its ends do not matter) with everything below it; an array that stands there
    /// is a group of that array alone.
    ///
    /// Consolidated metadata are trusted for all they hold; without them a store that can be listed is searched, and
    /// one that cannot is followed along the names that its nodes hold, and along `named`: paths of nodes from the
    /// store's root, as an operator knows them. Those that are not there are unusable nodes of `group`, in which they are.
    ///
    /// `read`: documents that have been read already.
    ///
    /// `term`: for how long chunks are believed; those of a store that knows its objects always are.
    /// - Throws: `ZarrError` when there is no group or it cannot be read; `Interruption`.
    package func open(
        _ store: any ObjectStore,
        path: String,
        named: [String] = [],
        in group: String = "",
        read: ReadDocuments? = nil,
        term: ChunkTerm = .forever,
        context: WorkContext
    ) throws -> ZarrGroup {
        let path = try Self.normalized(path)
        let named = try named.map { (name) throws(ZarrError) in try Self.normalized(name) }
        let read = try read?.documents.get() ?? [:]
        let loader = HierarchyLoader(
            store: store,
            limits: limits,
            ledger: cache.ledger,
            context: context,
            read: read
        )
        var table = try loader.load(path, named)
        table.noteAbsent(named, in: try Self.normalized(group))
        return try held(try builder(table, at: path, store, term).group(path), context)
    }

    /// Counts a hierarchy in the ledger for as long as its group is there.
    ///
    /// - Throws: `ZarrError.tooLarge` for more than a worker may hold; `Interruption` when others hold too much until the deadline.
    private func held(_ group: ZarrGroup, _ context: WorkContext) throws -> ZarrGroup {
        let (ledger, bytes) = (cache.ledger, group.byteCount)
        guard bytes > Self.uncountedBytes else { return group }
        guard bytes <= ledger.maxHeld else {
            let key = "the metadata below /\(group.path)"
            throw ZarrError.tooLarge(key: key, bytes: bytes, limit: ledger.maxHeld, raisedBy: .memory)
        }
        return group.holding(try ledger.hold(bytes, context: context))
    }

    /// Reads what opening a store at its root needs first, before it is known to be a hierarchy: what may
    /// stand at the root, and where nothing can be listed at the `named` paths.
    package func firstDocuments(
        of store: any ObjectStore,
        named: [String] = [],
        context: WorkContext
    ) -> ReadDocuments {
        ReadDocuments(
            documents: Result {
                let named = store is any ListableStore ? [] : try named.map(Self.normalized)
                let keys = HierarchyLoader.keys(at: "") + HierarchyHints.keys(named, below: "")
                let documents = DocumentLoader(
                    store: store,
                    limits: limits,
                    ledger: cache.ledger,
                    context: context
                )
                let found = try documents.read(keys)
                return Dictionary(zip(keys, found)) { first, _ in first }
            }
        )
    }

    /// Opens the one array at `path`, empty for a store that is an array.
    ///
    /// - Throws: as `open`.
    package func openArray(
        _ store: any ObjectStore,
        path: String,
        term: ChunkTerm = .forever,
        context: WorkContext
    ) throws -> ZarrArray {
        let path = try Self.normalized(path)
        let loader = HierarchyLoader(store: store, limits: limits, ledger: cache.ledger, context: context)
        let table = try loader.node(path)
        return try builder(table, at: path, store, term).array(path)
    }

    private func builder(
        _ table: NodeTable,
        at path: String,
        _ store: any ObjectStore,
        _ term: ChunkTerm
    ) -> GroupBuilder {
        var table = table
        // Other references behind the same metadata are another state.
        if let store = store as? any FrozenStore { table.validator.add(store.state) }
        let source = StoredChunks(
            store: store,
            root: ["", path].first { table[$0]?.isEmpty == false },
            cache: cache,
            pool: pool,
            limits: limits,
            epoch: table.validator.text,
            term: term
        )
        return GroupBuilder(table, source: source, limits: limits)
    }

    private static func normalized(_ path: String) throws(ZarrError) -> String {
        let path = path.split(separator: "/").joined(separator: "/")
        guard path.isEmpty || ObjectKey.isSafe(path) else { throw .noNode(path: path) }
        return path
    }
}

/// Documents of a store by their keys, or why they could not be read.
package struct ReadDocuments: Sendable {
    let documents: Result<[String: DocumentLoader.Document], any Error>
}
