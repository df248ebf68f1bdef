package import Execution
internal import JSON
internal import ObjectStorage
internal import Zarr

extension IcechunkRepository {
    /// What a commit changed; nil when the repository keeps no log of it, as of the first commit.
    ///
    /// Reads the log, the commit's snapshot and the one before it.
    /// - Throws: `IcechunkError`; `Interruption`.
    package func changes(
        of commit: ObjectID,
        in state: RepositoryState,
        context: WorkContext
    ) throws -> CommitChanges? {
        let key = "transactions/\(commit.text)"
        guard let bytes = try files.read(key, maxBytes: limits.storedBytes, context: context) else {
            return nil
        }
        let log = try located(key) { () throws(Corruption) in
            try bytes.withBytes { (bytes) throws(Corruption) in
                try TransactionLog(bytes, id: commit, limits: limits)
            }
        }
        let parent = try HistoryWalk.run(self, state, context) { try $0.step(to: commit).parent }
        let after = try files.snapshot(commit, context: context)
        let before = try parent.flatMap { try snapshotIfThere($0, context) }
        let naming = try located(key) { () throws(Corruption) in
            try NodeNames(after: after, before: before, chunksOf: Set(log.chunks.map(\.node)))
        }
        return naming.changes(log)
    }

    /// The commit before may have been collected: then deleted nodes have no names.
    private func snapshotIfThere(_ id: ObjectID, _ context: WorkContext) throws -> SnapshotFile? {
        do {
            return try files.snapshot(id, context: context)
        } catch IcechunkError.gone {
            return nil
        }
    }
}

/// Paths and chunk grids of the nodes that a log names by id.
private struct NodeNames {
    private let paths: [NodeID: String]
    private let former: [NodeID: String]
    private let grids: [NodeID: ChunkGrid]

    init(after: SnapshotFile, before: SnapshotFile?, chunksOf arrays: Set<NodeID>) throws(Corruption) {
        var (paths, former, grids) = ([NodeID: String](), [NodeID: String](), [NodeID: ChunkGrid]())
        try after.forEachNode { (node) throws(Corruption) in
            paths[node.id] = node.path
            guard node.isArray, arrays.contains(node.id) else { return }
            grids[node.id] = (try? node.document.withBytes { try JSONParser.parse($0) }).flatMap {
                ChunkGrid(ofObjectsIn: $0)
            }
        }
        try before?.forEachNode { (node) throws(Corruption) in former[node.id] = node.path }
        (self.paths, self.former, self.grids) = (paths, former, grids)
    }

    func changes(_ log: TransactionLog) -> CommitChanges {
        var changes = CommitChanges()
        changes.createdGroups = names(log.newGroups)
        changes.createdArrays = names(log.newArrays)
        changes.deletedGroups = log.deletedGroups.map { former[$0] ?? $0.text }.sorted()
        changes.deletedArrays = log.deletedArrays.map { former[$0] ?? $0.text }.sorted()
        changes.updatedGroups = names(log.updatedGroups)
        changes.updatedArrays = names(log.updatedArrays)
        changes.moved = log.moves
        changes.chunks = log.chunks.map(changed).sorted { $0.path < $1.path }
        return changes
    }

    private func names(_ ids: [NodeID]) -> [String] {
        ids.map { paths[$0] ?? former[$0] ?? $0.text }.sorted()
    }

    private func changed(_ chunks: TransactionLog.Chunks) -> CommitChanges.ChangedChunks {
        CommitChanges.ChangedChunks(
            path: paths[chunks.node] ?? former[chunks.node] ?? chunks.node.text,
            count: chunks.count,
            chunks: chunks.box,
            indices: indices(of: chunks)
        )
    }

    /// Chunks that a later shape has cut off are of no index.
    private func indices(of chunks: TransactionLog.Chunks) -> [Range<Int>]? {
        guard let grid = grids[chunks.node], grid.dimensions.count == chunks.box.count else { return nil }
        return zip(grid.dimensions, chunks.box).map { edges, box in
            let length = edges.length
            guard box.lowerBound < edges.count else { return length..<length }
            let last = min(box.upperBound, edges.count) - 1
            let (start, end) = (edges.range(of: box.lowerBound).lowerBound, edges.range(of: last).upperBound)
            return min(start, length)..<min(end, length)
        }
    }
}
