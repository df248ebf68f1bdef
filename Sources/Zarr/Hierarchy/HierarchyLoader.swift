internal import Execution
import JSON
internal import ObjectStorage

/// Finds the nodes of a hierarchy: in consolidated metadata, by listing, or by what known nodes name.
struct HierarchyLoader {
    let store: any ObjectStore
    let limits: ZarrLimits
    let context: WorkContext
    private let documents: DocumentLoader

    /// `read`: documents that have been read already.
    init(
        store: any ObjectStore,
        limits: ZarrLimits,
        ledger: MemoryLedger,
        context: WorkContext,
        read: [String: DocumentLoader.Document] = [:]
    ) {
        self.store = store
        self.limits = limits
        self.context = context
        documents = DocumentLoader(
            store: store,
            limits: limits,
            ledger: ledger,
            context: context,
            read: read
        )
    }

    /// The node at `path` and everything below it.
    ///
    /// `named`: paths from the store's root that are looked at where it cannot be listed.
    /// - Throws: `ZarrError` or `Interruption`.
    func load(_ path: String, _ named: [String] = []) throws -> NodeTable {
        let probe = try probe(path)
        if let table = try probe.rootTable(path: path, limits: limits) { return table }
        var table = try probe.table(path: path, limits: limits)
        if probe.isConsolidated { return table }
        guard table[path]?.isArray != true else { return table }
        if let store = store as? any ListableStore {
            let listing = HierarchyListing(
                store: store,
                documents: documents,
                limits: limits,
                context: context
            )
            if let table = try listed(table, path, listing) { return table }
        }
        guard table[path]?.isEmpty == false || !named.isEmpty else { throw try absence(path) }
        try HierarchyHints(documents: documents, limits: limits).extend(&table, below: path, named)
        return table
    }

    /// What listing finds; nil where the store cannot be listed.
    private func listed(_ table: NodeTable, _ path: String, _ listing: HierarchyListing) throws -> NodeTable?
    {
        var table = table
        do {
            try listing.extend(&table, below: path)
        } catch let error as ZarrError where error.mayBeAbsence {
            return nil
        }
        guard table.count > 1 || table[path]?.isEmpty == false else { throw try absence(path) }
        return table
    }

    /// The documents of one node only.
    func node(_ path: String) throws -> NodeTable {
        let table = try probe(path).table(path: path, limits: limits, alone: true)
        guard table[path]?.isEmpty == false else { throw try absence(path) }
        return table
    }

    /// Why there is no node: a store that is not there is another mistake than a path in it.
    private func absence(_ path: String) throws -> ZarrError {
        guard let rooted = store as? any RootedStore, let error = try rooted.missingRoot(context) else {
            return .noNode(path: path)
        }
        return .storage(error)
    }

    /// Of everything that can stand at `path`.
    static func keys(at path: String) -> [String] {
        ["zarr.json", ".zmetadata", ".zgroup", ".zarray", ".zattrs"].map { ObjectKey.joining(path, $0) }
    }

    /// Requests everything that can stand at `path`, and at the root for consolidated metadata, in one go.
    private func probe(_ path: String) throws -> HierarchyProbe {
        var keys = Self.keys(at: path)
        let count = keys.count
        if !path.isEmpty { keys += ["zarr.json", ".zmetadata"] }
        let found = Self.refusalsRead(try documents.read(keys))
        for case .failed(.storage(let error)) in found { throw ZarrError.storage(error) }
        return HierarchyProbe(
            node: Array(found.prefix(count)),
            root: Array(found.dropFirst(count))
        )
    }

    /// Stores whose callers may not list answer 403 for absent keys: beside a document that could be read, that means
    /// absent.
    private static func refusalsRead(_ found: [DocumentLoader.Document]) -> [DocumentLoader.Document] {
        guard found.contains(where: { $0.value != nil }) else { return found }
        return found.map { document in
            if case .failed(let error) = document, error.mayBeAbsence { .absent } else { document }
        }
    }
}

extension ZarrError {
    /// Whether it is the 403 of stores whose callers may not list: what is absent looks so.
    var mayBeAbsence: Bool {
        switch self {
        case .storage(.refused(_, 403)), .storage(.refusedFor(_, 403, "AccessDenied")): true
        default: false
        }
    }
}
