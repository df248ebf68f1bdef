package import Execution
internal import Failures
package import ObjectStorage
package import Zarr

/// Opens the stores that the configuration names, all through one transfer engine and one chunk cache.
package struct StoreSourceOpener: SourceOpener {
    let engine: TransferEngine
    let reader: ZarrReader
    let profiles: StorageProfiles

    package init(engine: TransferEngine, reader: ZarrReader, profiles: StorageProfiles) {
        self.engine = engine
        self.reader = reader
        self.profiles = profiles
    }

    package func open(_ published: PublishedDataset, context: WorkContext) throws -> DatasetSource {
        if let store = try references(of: published, context) {
            return .plain(try hierarchy(of: published) { try open(store, published, nil, context) })
        }
        let store = try store(of: published, context)
        let virtual = try virtualStores(of: published, context)
        let look = try look(at: store, of: published, virtual, context)
        do {
            if let source = try look.repository.get() { return .versioned(source) }
        } catch StorageError.timedOut(let key) {
            throw StorageError.timedOut(key: key)
        } catch let error as StorageError {
            // Who may not list is refused what is not there, and some servers have a page for everything: only a
            // hierarchy can tell that nothing is wrong.
            return .plain(
                try hierarchy(of: published, orElse: error) {
                    try open(store, published, look.documents, context)
                }
            )
        }
        return .plain(try hierarchy(of: published) { try open(store, published, look.documents, context) })
    }

    /// What a store is found to be.
    private struct Look {
        var repository: Result<IcechunkSource?, any Error> = .success(nil)
        /// Those that a hierarchy begins with; nil where they were not asked for.
        var documents: ReadDocuments?
    }

    /// Looks for a repository, and in a distant store for the documents of a hierarchy at the same time: each is a round
    /// trip.
    private func look(
        at store: any ObjectStore,
        of published: PublishedDataset,
        _ virtual: VirtualStores,
        _ context: WorkContext
    ) throws -> Look {
        let repository = { @Sendable [reader] (context: WorkContext) in
            Result {
                try IcechunkSource(
                    store,
                    ref: published.ref,
                    virtual: virtual,
                    reader: reader,
                    context: context
                )
            }
        }
        guard !(store is any LocalStore) else { return Look(repository: repository(context)) }
        let look = Monitor(Look())
        try JointWaiting.run(2, width: 2, context: context) { [reader] index, context in
            if index == 0 {
                let found = repository(context)
                look.withLock { $0.repository = found }
            } else {
                let named = published.namedPaths
                let found = reader.firstDocuments(of: store, named: named, context: context)
                look.withLock { $0.documents = found }
            }
        }
        return look.withLock { $0 }
    }

    /// - Throws: `OpeningError` when what the operator allows is no prefix.
    private func virtualStores(of published: PublishedDataset, _ context: WorkContext) throws(OpeningError)
        -> VirtualStores
    {
        do throws(VirtualLocationError) {
            let locations = try VirtualLocations(published.virtualChunks)
            return VirtualStores(locations, profiles: profiles, engine: engine)
        } catch {
            throw unusable(published, cause: "virtual_chunks: \(error)")
        }
    }

    private func unusable(_ published: PublishedDataset, cause: String) -> OpeningError {
        OpeningError(failure: .storage(dataset: published.id, key: "", .unreachable), cause: cause)
    }

    package func hierarchy(of published: PublishedDataset, context: WorkContext) throws -> Hierarchy {
        let store = try references(of: published, context) ?? store(of: published, context)
        return try hierarchy(of: published) { try open(store, published, nil, context) }
    }

    /// The store that a file of references is; nil when it is none.
    private func references(of published: PublishedDataset, _ context: WorkContext) throws
        -> (any ObjectStore)?
    {
        do {
            return try ReferenceStore.open(
                published.store,
                profiles: profiles,
                virtual: try virtualStores(of: published, context),
                engine: engine,
                context: context
            )
        } catch let error as StoreLocationError {
            throw unusable(published, cause: error.description)
        }
    }

    /// What `open` finds; `error`: why it was not found out what the store is, if that is nothing.
    private func hierarchy(
        of published: PublishedDataset,
        orElse error: StorageError? = nil,
        _ open: () throws -> Hierarchy
    ) throws -> Hierarchy {
        do {
            return try open()
        } catch ZarrError.noNode(let path) {
            if let error { throw error }
            let reason = "there is no Zarr group"
            throw absent(published, path, reason: reason, cause: published.absence(of: path))
        } catch ZarrError.storage(.noStore(let cause)) {
            throw absent(published, "", reason: "the store is not there", cause: cause)
        }
    }

    /// Nothing is wrong with the client's address: what the operator named is not there.
    private func absent(
        _ published: PublishedDataset,
        _ path: String,
        reason: String,
        cause: String
    ) -> OpeningError {
        OpeningError(
            failure: .storage(dataset: published.id, key: path, .corrupt(reason: reason)),
            cause: cause,
            isAbsence: true
        )
    }

    private func open(
        _ store: any ObjectStore,
        _ published: PublishedDataset,
        _ documents: ReadDocuments?,
        _ context: WorkContext
    ) throws -> Hierarchy {
        let (group, named) = (published.group, published.namedPaths)
        // Chunks may change beneath the same metadata, and are believed for as long as those.
        let term = ChunkTerm.seconds(published.refreshSeconds(hasVersions: false))
        func open(_ path: String) throws -> Hierarchy {
            let top = try reader.open(
                store,
                path: path,
                named: named,
                in: group,
                read: documents,
                term: term,
                context: context
            )
            return Hierarchy(top: top)
        }
        do {
            return try open("")
        } catch ZarrError.noNode where !group.isEmpty {
            // A group without a hierarchy above it, as writers leave them that know no root.
            return try open(group)
        }
    }

    private func store(of published: PublishedDataset, _ context: WorkContext) throws(OpeningError)
        -> any ObjectStore
    {
        do {
            return try StoreOpener.open(published.store, profiles: profiles, engine: engine)
        } catch {
            throw unusable(published, cause: error.description)
        }
    }

    /// What a store's own documents are at its root and at the group: for a repository, what its ref names.
    package func state(of published: PublishedDataset, context: WorkContext) -> UInt64? {
        guard let store = try? store(of: published, context) else { return nil }
        let names = ["zarr.json", ".zmetadata", ".zgroup", ".zarray", ".zattrs"]
        let folders = published.group.isEmpty ? [""] : ["", published.group + "/"]
        let keys =
            folders.flatMap { folder in names.map { folder + $0 } }
            + ["repo", "refs/branch.\(published.ref)/ref.json", "refs/tag.\(published.ref)/ref.json"]
        let requests = keys.map { ObjectRequest(key: $0, range: .whole, maxBytes: Self.maxStateBytes) }
        // Nil is what is not there.
        var found = [String?](repeating: nil, count: keys.count)
        do {
            try store.read(requests, context: context) { index, outcome in
                switch outcome {
                case .found(let object): found[index] = object.bytes.withBytes(Self.digest)
                case .absent: found[index] = nil
                case .failed(let error): throw error
                }
            }
        } catch {
            return nil
        }
        var digest = ContentDigest()
        for text in found { digest.add(text) }
        return digest.words.first | 1
    }

    private static func digest(_ bytes: UnsafeRawBufferPointer) -> String {
        var digest = ContentDigest()
        digest.add(bytes)
        return digest.text
    }

    private static let maxStateBytes = 16 << 20
}
