package import Execution
package import Icechunk
package import ObjectStorage
internal import Synchronization
package import Zarr

/// An Icechunk repository as the catalogue sees it: names, snapshots, and what lies between them.
package final class IcechunkSource: VersionedStore {
    package let repository: IcechunkRepository
    private let reader: ZarrReader
    /// What was found last; it answers whatever else the same request asks of the same name.
    private let found: Mutex<Look>

    /// One look at what can change in a repository.
    struct Look {
        let state: RepositoryState
        let name: String
        let began: Deadline
        /// Whose look it was, by what only that request has.
        let request: RetryState
    }

    /// Nil when `store` holds no repository.
    ///
    /// - Throws: `StorageError` when it cannot be told, or the repository is damaged; `Interruption`.
    package init?(
        _ store: any ObjectStore,
        ref: String,
        virtual: VirtualStores,
        reader: ZarrReader,
        context: WorkContext
    ) throws {
        repository = IcechunkRepository(store: store, cache: reader.cache, virtual: virtual)
        self.reader = reader
        let began = Deadline.now
        do {
            let state = try repository.look(for: ref, context: context)
            found = Mutex(Look(state: state, name: ref, began: began, request: context.retry))
        } catch IcechunkError.noRepository {
            return nil
        } catch let error as IcechunkError {
            throw StorageError(error, key: ref)
        }
    }

    package func find(_ name: String, asOf: Int64?, context: WorkContext) throws -> FoundVersion? {
        do {
            let look = try newLook(for: name, context)
            let version = try repository.resolve(name, asOf: asOf, in: look.state, context: context)
            // In spec 1 only the store knows which snapshots there are; what is kept here may be gone.
            if context.retry.firstError != nil, look.state.version == 1, version.kind == .snapshot,
                try !repository.isThere(version.snapshot, context: context)
            {
                return nil
            }
            return FoundVersion(
                kind: FoundVersion.Kind(version.kind),
                snapshot: version.snapshot.text,
                askedAt: look.began
            )
        } catch let error as IcechunkError {
            guard error.isAbsence else { throw StorageError(error, key: name) }
            return nil
        }
    }

    package func foundAtOpening(_ name: String, context: WorkContext) -> FoundVersion? {
        let known = found.withLock { $0 }
        guard known.name == name, known.request === context.retry else { return nil }
        return try? find(name, asOf: nil, context: context)
    }

    package func hierarchy(at snapshot: String, context: WorkContext) throws -> Hierarchy {
        Hierarchy(top: try reader.open(try store(at: snapshot, context: context), path: "", context: context))
    }

    /// A snapshot as a Zarr store.
    package func store(at snapshot: String, context: WorkContext) throws -> IcechunkStore {
        guard let id = ObjectID(text: snapshot) else { throw StorageError.gone(key: snapshot) }
        do {
            return try repository.store(at: id, in: found.withLock { $0.state }, context: context)
        } catch let error as IcechunkError {
            throw StorageError(error, key: snapshot)
        }
    }

    /// Asks the store, unless this request has done so for the same name; while the store is away what was found last
    /// stands in.
    package func look(for name: String, _ context: WorkContext) throws -> RepositoryState {
        do {
            return try newLook(for: name, context).state
        } catch let error as IcechunkError {
            guard case .storage = error else { throw error }
            context.measurements.note("not_refreshed", ErrorWords.text(error))
            context.measurements.add(to: .staleAnswers)
            return found.withLock { $0.state }
        }
    }

    private func newLook(for name: String, _ context: WorkContext) throws -> Look {
        let known = found.withLock { $0 }
        let isOwn = known.name == name && known.request === context.retry
        if isOwn, context.retry.firstError == nil { return known }
        let began = Deadline.now
        let state = try repository.look(for: name, previous: known.state, context: context)
        let look = Look(state: state, name: name, began: began, request: context.retry)
        // The newest stays, whoever was faster.
        found.withLock { if $0.began < began { $0 = look } }
        return look
    }
}

extension FoundVersion.Kind {
    fileprivate init(_ kind: ResolvedVersion.Kind) {
        switch kind {
        case .branch: self = .branch
        case .tag: self = .tag
        case .snapshot: self = .snapshot
        }
    }
}
