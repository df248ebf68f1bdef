package import Execution
package import ObjectStorage
package import Zarr

/// An Icechunk repository in any store, of format spec 1 or 2; it is only read.
///
/// Branches and tags are looked up when somebody asks (`look`); what they lead to never changes, and is kept in the
/// worker's cache by its id.
package final class IcechunkRepository: Sendable {
    let files: RepositoryFiles
    /// Where chunks are that are not the repository's own; nil when none of them may be read.
    let virtual: VirtualStores?
    package let limits: IcechunkLimits

    var store: any ObjectStore { files.store }

    /// `cache`: shared by all repositories of a worker.
    ///
    /// `virtual`: where chunks may be that are not the repository's own; nil allows none.
    package init(
        store: any ObjectStore,
        cache: ChunkCache,
        virtual: VirtualStores? = nil,
        limits: IcechunkLimits = IcechunkLimits()
    ) {
        files = RepositoryFiles(store: store, cache: cache, limits: limits)
        self.virtual = virtual
        self.limits = limits
    }

    /// Looks once at what can change, in one round trip: `repo` of spec 2, or what spec 1 has of the name `reference`.
    ///
    /// `previous` saves sending and parsing a `repo` that is still the same.
    /// - Throws: `IcechunkError.noRepository` when there is none; other `IcechunkError`s; `Interruption`.
    package func look(
        for reference: String = "main",
        previous: RepositoryState? = nil,
        context: WorkContext
    ) throws -> RepositoryState {
        if let previous, let state = try stillListed(previous, context) { return state }
        var requests = [ObjectRequest(key: Self.infoKey, maxBytes: limits.storedBytes)]
        requests.append(ObjectRequest(key: ReferenceKeys.main, maxBytes: limits.referenceBytes))
        requests += ReferenceFiles.requests(for: reference, limits: limits).filter {
            $0.key != ReferenceKeys.main
        }
        var outcomes = [ObjectOutcome](repeating: .absent, count: requests.count)
        try storing {
            try files.store.read(requests, context: context) { outcomes[$0] = $1 }
        }
        if let state = try listed(outcomes[0], previous: previous) { return state }
        let answers = zip(requests, outcomes).dropFirst().map { (key: $0.key, outcome: $1) }
        return try scattered(answers, reference: reference, info: outcomes[0])
    }

    /// The state of a repository that had a `repo` a moment ago; nil when it must be looked at from the beginning.
    private func stillListed(_ previous: RepositoryState, _ context: WorkContext) throws -> RepositoryState? {
        guard previous.version == 2 else { return nil }
        var request = ObjectRequest(key: Self.infoKey, maxBytes: limits.storedBytes)
        if let validator = previous.validator { request = request.unless(validator) }
        return try listed(storing { try files.store.read(request, context: context) }, previous: previous)
    }

    private static let infoKey = "repo"

    /// The state of a spec 2 repository; nil when there is no `repo`.
    ///
    /// A `repo` that cannot be read is an error: the references of spec 1 beside it may be stale.
    private func listed(_ outcome: ObjectOutcome, previous: RepositoryState?) throws -> RepositoryState? {
        switch outcome {
        case .absent, .failed(.refused(_, 403)), .failed(.refusedFor(_, 403, "AccessDenied")): return nil
        case .failed(.tooLong(_, _, let limit)):
            throw IcechunkError.corrupt(key: Self.infoKey, .tooLarge(limit: limit))
        case .failed(let error): throw IcechunkError.storage(error)
        case .found(let object):
            // Equal validators of bytes that came are no proof: some are no finer than a second.
            if let previous, object.isUnchanged { return previous }
            let info = try located(Self.infoKey) { () throws(Corruption) in
                try object.bytes.withBytes { (bytes) throws(Corruption) in
                    try RepositoryInfo(bytes, limits: limits)
                }
            }
            return RepositoryState(content: .listed(info), validator: object.validator)
        }
    }

    private func scattered(
        _ answers: [(key: String, outcome: ObjectOutcome)],
        reference: String,
        info: ObjectOutcome
    ) throws -> RepositoryState {
        switch answers.first?.outcome {
        case .found: break
        case .failed(let error): throw IcechunkError.storage(error)
        case .absent, nil:
            // Where `repo` was refused and nothing else is there, the refusal is what the operator must know.
            if case .failed(let error) = info { throw IcechunkError.storage(error) }
            throw IcechunkError.noRepository
        }
        guard ReferenceFiles.isPossible(reference) else {
            return RepositoryState(content: .scattered([:]), validator: nil)
        }
        let own = reference == "main" ? answers : Array(answers.dropFirst())
        let lookup = ReferenceFiles.lookup(own)
        return RepositoryState(content: .scattered([reference: lookup]), validator: nil)
    }

    /// Every branch and tag.
    ///
    /// - Throws: `cannotListReferences` for spec 1 in a store that cannot list; `IcechunkError`; `Interruption`.
    package func references(in state: RepositoryState, context: WorkContext) throws -> RepositoryReferences {
        switch state.content {
        case .scattered: return try ReferenceFiles(store: store, limits: limits, context: context).all()
        case .listed(let info):
            return try located(Self.infoKey) { () throws(Corruption) in
                RepositoryReferences(
                    branches: try info.branches().map { NamedSnapshot(name: $0.name, snapshot: $0.snapshot) },
                    tags: try info.tags().map { NamedSnapshot(name: $0.name, snapshot: $0.snapshot) },
                    deletedTags: try info.deletedTags()
                )
            }
        }
    }
}
