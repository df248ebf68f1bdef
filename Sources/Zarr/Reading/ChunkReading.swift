internal import Execution
internal import ObjectStorage

/// What holds for every chunk of one read.
struct ChunkReading: Sendable {
    let naming: ChunkNaming
    let fillsCache: Bool
    /// Takes the decoded chunks on the threads that decode them, in the place of `deliver`.
    let places: (any ChunkPlaces)?
    /// Whether objects may change beneath the metadata.
    let isMutable: Bool
    /// What was looked at then or later is believed.
    let since: Deadline
    let now: @Sendable () -> Deadline
    private let witness: ReadWitness?
    private let presence: StorePresence
    /// Stands for the array in every process; chunks add their coordinates.
    private let arrayName: ContentDigest

    static let always = Deadline(nanoseconds: 0)

    var context: WorkContext { naming.context }

    init(
        naming: ChunkNaming,
        fillsCache: Bool,
        places: (any ChunkPlaces)?,
        term: ChunkTerm,
        presence: StorePresence
    ) {
        self.naming = naming
        self.presence = presence
        self.fillsCache = fillsCache
        self.places = places
        isMutable = term.seconds != nil
        since = term.begin(for: naming.context)
        now = term.now
        witness = isMutable ? naming.context.observer as? ReadWitness : nil
        var name = ContentDigest()
        if isMutable {
            name.add(naming.store.label)
            name.add(naming.array.path)
        }
        arrayName = name
    }

    /// The moment from which what is read now counts as seen.
    var moment: Deadline { isMutable ? now() : Self.always }

    /// What came of a request for a chunk, or for what holds it: see `StorePresence`.
    func judged(_ outcome: ObjectOutcome) -> ObjectOutcome {
        guard isMutable, case .absent = outcome else { return outcome }
        return presence.judged(outcome, of: naming.array, now: now, context)
    }

    /// Says in which state a chunk is used.
    ///
    /// - Throws: `StorageError.changed` when the request has used another state of it before.
    func meet(_ item: ChunkItem, _ origin: ChunkOrigin?) throws(ZarrError) {
        guard isMutable, let origin else { return }
        // Of a part of a shard only a validator says something about the object.
        if naming.array.shards == nil || origin.validator != nil {
            witness?.note(naming.array.objectKey(of: item.coordinates), of: naming.store, origin)
        }
        var name = arrayName
        for coordinate in item.coordinates.indices { name.add(coordinate) }
        guard
            context.retry.objects.meet(
                UInt64(truncatingIfNeeded: name.number),
                mark: UInt64(truncatingIfNeeded: origin.mark)
            )
        else {
            throw .storage(.changed(key: naming.array.objectKey(of: item.coordinates)))
        }
    }
}

/// What became of a chunk that was to be fetched.
enum ChunkArrival {
    /// It was decoded from an object that was requested no earlier than `checkedAt`.
    case decoded(DecodedChunk, checkedAt: Deadline)
    /// It is the one that was here: `checkedAt` is nil where the store could not be asked.
    case kept(DecodedChunk, checkedAt: Deadline?)
    /// Its values are in their place, and nowhere else.
    case placed
    case failed(ZarrError)
}

extension ChunkCache {
    /// Keeps a chunk that has come, if it `fills` the cache, and tells the readers that wait for it.
    func settle(_ entry: ChunkFetch.Entry, _ arrival: ChunkArrival, fills: Bool) {
        let identity = entry.flight.key
        switch arrival {
        case .decoded(let chunk, let checkedAt) where fills:
            insert(chunk, for: identity, checkedAt: checkedAt)
        case .decoded, .placed:
            // What was here has proved to be old.
            if entry.kept != nil { forget(identity) }
        case .kept(_, let checkedAt?): confirm(identity, at: checkedAt)
        case .kept(_, nil), .failed: break
        }
        switch arrival {
        case .decoded(let chunk, _), .kept(let chunk, _): flights.end(entry.flight, .arrived(chunk))
        case .placed: flights.end(entry.flight, .abandoned)
        case .failed(let error): flights.end(entry.flight, .failed(error))
        }
    }
}
