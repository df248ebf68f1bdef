internal import Execution
internal import ObjectStorage

/// The chunks of the arrays of one opened group: from the cache, from others' flights, or from the store.
final class StoredChunks: ChunkSource {
    private let store: any ObjectStore
    private let identifying: (any IdentifyingStore)?
    private let known = KnownIdentities()
    private let cache: ChunkCache
    private let pool: DecodePool
    private let limits: ZarrLimits
    /// Version of the group's metadata: chunks of another version are other chunks.
    private let epoch: String
    private let term: ChunkTerm
    private let presence: StorePresence

    /// Chunks requested at a time, however small they are.
    private static let maxInGroup = 4096

    /// `root`: where the store has the first node of its hierarchy, if it has one.
    init(
        store: any ObjectStore,
        root: String?,
        cache: ChunkCache,
        pool: DecodePool,
        limits: ZarrLimits,
        epoch: String,
        term: ChunkTerm
    ) {
        presence = StorePresence(store, root: root, openedAt: term.now())
        self.term = store is any IdentifyingStore ? .forever : term
        self.store = store
        identifying = store as? any IdentifyingStore
        self.cache = cache
        self.pool = pool
        self.limits = limits
        self.epoch = epoch
    }

    func read(
        _ wanted: [ChunkCoordinates],
        of array: ArrayMetadata,
        window: Int,
        fillsCache: Bool,
        context: WorkContext,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        let reading = reading(of: array, fillsCache: fillsCache, places: nil, context)
        try read(wanted, reading, inGroupsOf: window / max(array.chunkBytes, 1), deliver: deliver)
    }

    func read(
        _ wanted: [ChunkCoordinates],
        of array: ArrayMetadata,
        window: Int,
        context: WorkContext,
        into places: any ChunkPlaces
    ) throws {
        let reading = reading(of: array, fillsCache: false, places: places, context)
        // What is read on the thread that decodes it is never more than a chunk for each thread.
        let groupSize = store is any LocalStore ? Self.maxInGroup : window / max(array.chunkBytes, 1)
        try read(wanted, reading, inGroupsOf: groupSize) { places.put($1, index: $0) }
    }

    var isDistant: Bool { identifying?.isDistant ?? !(store is any LocalStore) }

    func prepare(_ array: ArrayMetadata, context: WorkContext) throws {
        try identifying?.prepare(arrayAt: array.path, context: context)
    }

    func fingerprint(of array: ArrayMetadata, context: WorkContext) throws -> ArrayFingerprint? {
        let reading = reading(of: array, fillsCache: false, places: nil, context)
        return try FingerprintReading(store: store, identifying: identifying, reading: reading)
            .fingerprint()
    }

    private func reading(
        of array: ArrayMetadata,
        fillsCache: Bool,
        places: (any ChunkPlaces)?,
        _ context: WorkContext
    ) -> ChunkReading {
        let naming = ChunkNaming(
            store: store,
            identifying: identifying,
            known: known,
            array: array,
            epoch: epoch,
            context: context
        )
        return ChunkReading(
            naming: naming,
            fillsCache: fillsCache,
            places: places,
            term: term,
            presence: presence
        )
    }

    private func read(
        _ wanted: [ChunkCoordinates],
        _ reading: ChunkReading,
        inGroupsOf groupSize: Int,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        let groupSize = min(Self.maxInGroup, max(1, groupSize))
        var start = 0
        while start < wanted.count {
            let group = start..<min(wanted.count, start + groupSize)
            try reading.context.check()
            let items = zip(group, try reading.naming.chunks(wanted[group])).map { index, identity in
                ChunkItem(index: index, coordinates: wanted[index], identity: identity)
            }
            try deliverAll(items, reading, deliver: deliver)
            start = group.upperBound
        }
    }

    private func deliverAll(
        _ items: [ChunkItem],
        _ reading: ChunkReading,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        var missing: [ChunkItem] = []
        for (item, chunk) in zip(items, cache.chunks(items.map(\.identity), since: reading.since)) {
            if let chunk {
                try reading.meet(item, chunk.origin)
                reading.context.measurements.add(to: .chunksCached)
                try deliver(item.index, chunk)
            } else {
                missing.append(item)
            }
        }
        var others: [(ChunkItem, ChunkFollower)] = []
        var failure: ChunkFailure?
        while !missing.isEmpty {
            // Held until the chunks are here: what another leader leaves under way goes on for its followers.
            others = try withExtendedLifetime(others) {
                try lead(missing, reading, failure: &failure, deliver: deliver)
            }
            missing = try follow(others, reading, failure: &failure, deliver: deliver)
        }
        if let failure { throw failure.error }
    }

    /// Fetches those of `items` that are not under way yet; returns the others with their flights.
    ///
    /// `failure` becomes that of the first chunk that cannot be had.
    private func lead(
        _ items: [ChunkItem],
        _ reading: ChunkReading,
        failure: inout ChunkFailure?,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws -> [(ChunkItem, ChunkFollower)] {
        var own: [ChunkFetch.Entry] = []
        var others: [(ChunkItem, ChunkFollower)] = []
        for (item, part) in zip(items, cache.flights.join(items.map(\.identity))) {
            switch part {
            case .lead(let flight): own.append(ChunkFetch.Entry(item: item, flight: flight))
            case .follow(let follower): others.append((item, follower))
            }
        }
        defer { own.forEach { cache.flights.end($0.flight, .abandoned) } }
        // Between the look into the cache and the flight, another leader may have brought the chunk.
        var fetched: [ChunkFetch.Entry] = []
        for var entry in own {
            let identity = entry.item.identity
            if let chunk = cache.present(identity, since: reading.since) {
                cache.flights.end(entry.flight, .arrived(chunk))
                try reading.meet(entry.item, chunk.origin)
                reading.context.measurements.add(to: .chunksCached)
                try deliver(entry.item.index, chunk)
            } else {
                entry.kept = kept(entry.item, reading)
                fetched.append(entry)
            }
        }
        let fetch = ChunkFetch(
            store: store,
            pool: pool,
            array: reading.naming.array,
            limits: limits,
            locator: ChunkLocator(
                cache: cache,
                naming: reading.naming,
                since: reading.since,
                now: reading.now,
                judged: reading.judged
            ),
            reading: reading,
            settle: { [cache, fillsCache = reading.fillsCache] entry, arrival in
                cache.settle(entry, arrival, fills: fillsCache)
            }
        )
        do {
            try fetch.run(fetched, deliver: deliver)
        } catch let met as ChunkFailure {
            failure = .first(failure, met)
        }
        return others
    }

    /// Waits for flights that others lead; returns the items whose leaders gave up.
    ///
    /// What comes behind a failure is of no interest any more.
    private func follow(
        _ others: [(ChunkItem, ChunkFollower)],
        _ reading: ChunkReading,
        failure: inout ChunkFailure?,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws -> [ChunkItem] {
        var left: [ChunkItem] = []
        for (item, follower) in others {
            if let failure, item.index > failure.index { continue }
            switch try ending(of: follower, for: item, reading) {
            case nil: try deliver(item.index, standIn(for: item, reading))
            case .arrived(let chunk) where !isRecent(chunk, item, reading): left.append(item)
            case .arrived(let chunk):
                try reading.meet(item, chunk.origin)
                reading.context.measurements.add(to: .chunksCached)
                try deliver(item.index, chunk)
            case .failed(let error): failure = .first(failure, ChunkFailure(index: item.index, error: error))
            case .abandoned: left.append(item)
            }
        }
        return left
    }

    /// Whether what a leader brought is recent enough for a reader that came later.
    private func isRecent(_ chunk: DecodedChunk, _ item: ChunkItem, _ reading: ChunkReading) -> Bool {
        guard reading.isMutable, let origin = chunk.origin, origin.readAt < reading.since else { return true }
        return cache.present(item.identity, since: reading.since) === chunk
    }

    /// A deadline that passes here is the store's doing: the chunk's leader waits for it too.
    ///
    /// Nil for who may not wait, because the store keeps failing: see `ObjectStore.read` with stand-ins.
    private func ending(of follower: ChunkFollower, for item: ChunkItem, _ reading: ChunkReading) throws
        -> InFlightChunks.Ending?
    {
        do {
            return try reading.context.measurements.measure(.fetch) { () throws(Interruption) in
                try follower.wait(reading.context)
            }
        } catch .deadlinePassed {
            let key = reading.naming.array.objectKey(of: item.coordinates)
            throw ZarrError.storage(.timedOut(key: key))
        } catch .heldUp {
            return nil
        }
    }

    /// What was here of a chunk when the store last answered.
    private func kept(_ item: ChunkItem, _ reading: ChunkReading) -> DecodedChunk? {
        reading.isMutable ? cache.present(item.identity, since: ChunkReading.always) : nil
    }

    /// The same for who cannot ask the store now.
    ///
    /// - Throws: `Interruption.heldUp` without one; `ZarrError` as `ChunkReading.meet`.
    private func standIn(for item: ChunkItem, _ reading: ChunkReading) throws -> DecodedChunk {
        guard let chunk = kept(item, reading) else { throw Interruption.heldUp }
        try reading.meet(item, chunk.origin)
        reading.context.measurements.add(to: .staleAnswers)
        return chunk
    }
}
