internal import Execution

/// One way back through a history, which never goes in circles and has an end.
struct HistoryWalk {
    private let repository: IcechunkRepository
    private let state: RepositoryState
    private let context: WorkContext
    private let readsAnew: Bool
    private var seen: Set<ObjectID> = []

    struct Step {
        let parent: ObjectID?
        /// Microseconds since 1970.
        let flushedAt: Int64
    }

    /// `readsAnew`: believes no snapshot that is kept here.
    private init(
        _ repository: IcechunkRepository,
        _ state: RepositoryState,
        _ context: WorkContext,
        readsAnew: Bool
    ) {
        self.repository = repository
        self.state = state
        self.context = context
        self.readsAnew = readsAnew
    }

    /// Lends a walk to `body`, and another one if the first meets a commit that is gone.
    ///
    /// Expiration of spec 1 writes snapshots again, with other parents; what is kept here may still lead to commits that
    /// were collected since.
    static func run<Result>(
        _ repository: IcechunkRepository,
        _ state: RepositoryState,
        _ context: WorkContext,
        _ body: (inout HistoryWalk) throws -> Result
    ) throws -> Result {
        var walk = HistoryWalk(repository, state, context, readsAnew: false)
        do {
            return try body(&walk)
        } catch let error as IcechunkError {
            guard case .gone = error, state.version == 1 else { throw error }
            walk = HistoryWalk(repository, state, context, readsAnew: true)
            return try body(&walk)
        }
    }

    /// - Throws: `badAncestry` for a commit that was met before; `noSnapshot` for one that is not there.
    mutating func step(to id: ObjectID) throws -> Step {
        try visit(id)
        switch state.content {
        case .scattered:
            let file = try snapshot(id)
            return Step(parent: file.parent, flushedAt: file.flushedAt)
        case .listed(let info):
            let entry = try Self.entry(id, info)
            return Step(parent: entry.parent, flushedAt: entry.flushedAt)
        }
    }

    mutating func commit(_ id: ObjectID) throws -> Commit {
        try visit(id)
        switch state.content {
        case .scattered:
            let file = try snapshot(id)
            return try located("snapshots/\(id.text)") { () throws(Corruption) in
                Commit(
                    id: id,
                    parent: file.parent,
                    message: file.message,
                    flushedAt: file.flushedAt,
                    metadata: try file.metadata()
                )
            }
        case .listed(let info):
            let entry = try Self.entry(id, info)
            return try located("repo") { () throws(Corruption) in
                Commit(
                    id: id,
                    parent: entry.parent,
                    message: try info.message(at: entry.position),
                    flushedAt: entry.flushedAt,
                    metadata: try info.metadata(at: entry.position)
                )
            }
        }
    }

    private func snapshot(_ id: ObjectID) throws -> SnapshotFile {
        do {
            return readsAnew
                ? try repository.files.snapshotAnew(id, context: context)
                : try repository.files.snapshot(id, context: context)
        } catch IcechunkError.gone where seen.count == 1 {
            throw IcechunkError.noSnapshot(id)
        }
    }

    private mutating func visit(_ id: ObjectID) throws {
        try context.check()
        let key = state.version == 2 ? "repo" : "snapshots/\(id.text)"
        guard seen.insert(id).inserted else {
            throw IcechunkError.corrupt(key: key, .badAncestry("\(id.text) is its own ancestor"))
        }
        guard state.version == 2 || seen.count <= repository.limits.commitsWalked else {
            throw IcechunkError.tooMany("commits", limit: repository.limits.commitsWalked)
        }
    }

    private static func entry(_ id: ObjectID, _ info: RepositoryInfo) throws(IcechunkError)
        -> (position: Int, parent: ObjectID?, flushedAt: Int64)
    {
        let found = try located("repo") { () throws(Corruption) -> (Int, ObjectID?, Int64)? in
            guard let position = try info.position(of: id) else { return nil }
            let entry = try info.entry(at: position)
            guard let parent = entry.parent else { return (position, nil, entry.flushedAt) }
            return (position, try info.entry(at: parent).id, entry.flushedAt)
        }
        guard let found else { throw .noSnapshot(id) }
        return (found.0, found.1, found.2)
    }
}
