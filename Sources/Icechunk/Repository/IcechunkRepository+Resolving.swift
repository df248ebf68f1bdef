package import Execution

extension IcechunkRepository {
    /// The snapshot that a name means: a branch, else a tag, else a snapshot's id; nothing beyond `state` is asked in
    /// spec 2.
    ///
    /// `asOf`: microseconds since 1970; the newest commit of that history that is not later.
    /// - Throws: `noReference`, `beforeHistory` and other `IcechunkError`s; `Interruption`.
    package func resolve(
        _ reference: String,
        asOf time: Int64? = nil,
        in state: RepositoryState,
        context: WorkContext
    ) throws -> ResolvedVersion {
        let tip = try tip(reference, state, context)
        guard let time else { return tip }
        return try HistoryWalk.run(self, state, context) { walk in
            var (next, earliest): (ObjectID?, Int64?) = (tip.snapshot, nil)
            while let id = next {
                let step = try walk.step(to: id)
                if step.flushedAt <= time { return ResolvedVersion(snapshot: id, kind: tip.kind) }
                (next, earliest) = (step.parent, step.flushedAt)
            }
            throw IcechunkError.beforeHistory(reference: reference, earliest: earliest)
        }
    }

    /// Whether a snapshot is in the store, whatever is known of it here.
    package func isThere(_ snapshot: ObjectID, context: WorkContext) throws -> Bool {
        try files.isThere(snapshot, context: context)
    }

    private func tip(_ reference: String, _ state: RepositoryState, _ context: WorkContext) throws
        -> ResolvedVersion
    {
        switch state.content {
        case .listed(let info):
            return try located("repo") { () throws(Corruption) in try info.resolve(reference) }.get()
        case .scattered(let known): return try scatteredTip(reference, known[reference], context)
        }
    }

    private func scatteredTip(
        _ reference: String,
        _ known: ReferenceFiles.Lookup?,
        _ context: WorkContext
    ) throws -> ResolvedVersion {
        guard ReferenceFiles.isPossible(reference) else { throw IcechunkError.malformedReference(reference) }
        let files = ReferenceFiles(store: store, limits: limits, context: context)
        let lookup = try known ?? files.lookup(reference)
        if let id = try lookup.branch.id() { return ResolvedVersion(snapshot: id, kind: .branch) }
        if !lookup.hasTombstone, let id = try lookup.tag.id() {
            return ResolvedVersion(snapshot: id, kind: .tag)
        }
        let missing = IcechunkError.noReference(reference, isDeleted: lookup.hasTombstone)
        guard let id = ObjectID(text: reference) else { throw missing }
        do {
            _ = try self.files.snapshot(id, context: context)
        } catch IcechunkError.gone {
            throw missing
        }
        return ResolvedVersion(snapshot: id, kind: .snapshot)
    }

    /// Commits from `snapshot` backwards, `limit` of them at most; the parent of the last says whether there are more.
    ///
    /// In spec 1 each is one request, one after another.
    package func history(
        from snapshot: ObjectID,
        limit: Int,
        in state: RepositoryState,
        context: WorkContext
    ) throws -> [Commit] {
        try HistoryWalk.run(self, state, context) { walk in
            var commits: [Commit] = []
            var next: ObjectID? = snapshot
            while let id = next, commits.count < limit {
                let commit = try walk.commit(id)
                commits.append(commit)
                next = commit.parent
            }
            return commits
        }
    }
}

extension RepositoryInfo {
    /// Branch, then tag, then snapshot.
    fileprivate func resolve(_ reference: String) throws(Corruption) -> Result<ResolvedVersion, IcechunkError>
    {
        if let id = try branch(reference) { return .success(ResolvedVersion(snapshot: id, kind: .branch)) }
        if let id = try tag(reference) { return .success(ResolvedVersion(snapshot: id, kind: .tag)) }
        if let id = ObjectID(text: reference), try position(of: id) != nil {
            return .success(ResolvedVersion(snapshot: id, kind: .snapshot))
        }
        return .failure(.noReference(reference, isDeleted: try deletedTags().contains(reference)))
    }
}
