package import Execution
internal import Failures
internal import Icechunk
internal import ObjectStorage

extension IcechunkSource {
    package func references(context: WorkContext) throws -> VersionReferences {
        do {
            let references = try repository.references(in: try look(for: "main", context), context: context)
            return VersionReferences(
                branches: references.branches.map { .init(name: $0.name, snapshot: $0.snapshot.text) },
                tags: references.tags.map { .init(name: $0.name, snapshot: $0.snapshot.text) }
            )
        } catch let error as IcechunkError {
            throw StorageError(error, key: "refs")
        }
    }

    package func history(from snapshot: String, limit: Int, context: WorkContext) throws -> [VersionCommit] {
        let commits = try known(snapshot) { id in
            let state = try look(for: snapshot, context)
            return try repository.history(from: id, limit: limit, in: state, context: context)
        }
        return commits.map { commit in
            VersionCommit(
                snapshot: commit.id.text,
                parent: commit.parent?.text,
                message: commit.message,
                author: commit.author,
                time: commit.flushedAt / 1000
            )
        }
    }

    package func changes(in snapshot: String, context: WorkContext) throws -> VersionChanges? {
        let changes = try known(snapshot) { id in
            try repository.changes(of: id, in: look(for: snapshot, context), context: context)
        }
        return changes.map { VersionChanges($0) }
    }

    /// A snapshot that a client has named may not be there.
    private func known<Result>(_ snapshot: String, _ body: (ObjectID) throws -> Result) throws -> Result {
        let missing = Failure.notFound(.version, name: snapshot, known: [])
        guard let id = ObjectID(text: snapshot) else { throw missing }
        do {
            return try body(id)
        } catch let error as IcechunkError {
            switch error {
            case _ where error.isAbsence: throw missing
            case .gone(let key) where key == "snapshots/\(id.text)": throw missing
            default: throw StorageError(error, key: snapshot)
            }
        }
    }
}

extension VersionChanges {
    fileprivate init(_ changes: CommitChanges) {
        self.init()
        let plain = { (path: String) in String(path.drop { $0 == "/" }) }
        created = (changes.createdGroups + changes.createdArrays).map(plain)
        deleted = (changes.deletedGroups + changes.deletedArrays).map(plain)
        updated = (changes.updatedGroups + changes.updatedArrays).map(plain)
        moved = changes.moved.map { [plain($0.from), plain($0.to)] }
        chunks = changes.chunks.map {
            Chunks(path: plain($0.path), count: $0.count, indices: $0.indices)
        }
    }
}
