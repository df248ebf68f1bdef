internal import Execution
internal import ObjectStorage

/// Brings chunks from the store: reads in parallel, decodes here or on the pool's threads, delivers here.
struct ChunkFetch {
    /// A chunk to bring.
    struct Entry: Sendable {
        let item: ChunkItem
        let flight: ChunkFlight
        /// As it was when the store was last asked, too long ago to believe.
        var kept: DecodedChunk?
    }

    let store: any ObjectStore
    let pool: DecodePool
    let array: ArrayMetadata
    let limits: ZarrLimits
    let locator: ChunkLocator
    let reading: ChunkReading
    /// Called for each chunk as soon as it is known what became of it, on any thread.
    let settle: @Sendable (Entry, ChunkArrival) -> Void

    var context: WorkContext { reading.context }

    /// Brings all of `entries`; a shard that is rewritten meanwhile is looked up again, once.
    ///
    /// - Throws: `ChunkFailure` of the first entry that cannot be had; `Interruption`, or what `deliver` throws.
    func run(_ entries: [Entry], deliver: (Int, DecodedChunk) throws -> Void) throws {
        guard array.shards != nil else { return try attempt(entries, deliver: deliver) }
        var delivered: Set<Int> = []
        do {
            try attempt(entries) { index, chunk in
                delivered.insert(index)
                try deliver(index, chunk)
            }
        } catch let failure as ChunkFailure where failure.error.isOfAChangedObject {
            let rest = entries.filter { !delivered.contains($0.item.index) }
            try locator.forgetIndexes(of: rest.map(\.item.coordinates))
            try attempt(rest, deliver: deliver)
        }
    }

    private func attempt(_ entries: [Entry], deliver: (Int, DecodedChunk) throws -> Void) throws {
        guard !entries.isEmpty else { return }
        var locator = self.locator
        locator.flights = entries.map(\.flight)
        let (places, failure) = try locator.places(of: entries.map(\.item.coordinates))
        try attempt(Array(entries.prefix(places.count)), at: places, deliver: deliver)
        if let failure, let entry = entries.dropFirst(failure.index).first {
            throw ChunkFailure(index: entry.item.index, error: failure.error)
        }
    }

    private func attempt(
        _ entries: [Entry],
        at places: [ChunkLocation],
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        let arrivals = zip(entries, places).map { arrival(of: $0, at: $1) }
        for (entry, arrival) in zip(entries, arrivals) {
            guard let arrival, let chunk = arrival.chunk else { continue }
            settle(entry, arrival)
            do throws(ZarrError) {
                try reading.meet(entry.item, chunk.origin)
            } catch {
                throw ChunkFailure(index: entry.item.index, error: error)
            }
            try deliver(entry.item.index, chunk)
        }
        let local = store as? any LocalStore
        let left = zip(places, arrivals).map { place, arrival in
            arrival == nil ? place : .absent(checkedAt: reading.since)
        }
        let requests = ChunkRequest.requests(
            for: left,
            most: array.codecs.plan?.maxEncodedBytes ?? limits.chunkBytes,
            joins: local == nil,
            kept: entries.map { $0.kept?.origin?.validator },
            since: reading.since
        )
        if local != nil {
            try readLocally(requests, of: entries, deliver: deliver)
        } else {
            var reading = RemoteChunkFetch(self, requests, of: entries)
            try reading.run(deliver: deliver)
        }
    }

    /// What is known of a chunk by its place alone: that it is not there, or that it is in a shard that has not changed.
    private func arrival(of entry: Entry, at place: ChunkLocation) -> ChunkArrival? {
        switch place {
        case .object: return nil
        case .absent(let checkedAt):
            let origin = reading.isMutable ? ChunkOrigin.absence(at: checkedAt) : nil
            return .decoded(.fill(of: array, origin: origin), checkedAt: checkedAt)
        case .part(_, _, let validator?, let checkedAt):
            guard let kept = entry.kept, kept.origin?.validator == validator else { return nil }
            return .kept(kept, checkedAt: checkedAt)
        case .part: return nil
        }
    }

    /// Each thread reads what it then decodes.
    private func readLocally(
        _ requests: [ChunkRequest],
        of entries: [Entry],
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        let pieces = requests.compactMap { request in
            request.members.first.map { member in
                EncodedChunk(entry: entries[member.entry], request, member.part, askedAt: reading.moment)
            }
        }
        try decodeAll(pieces, deliver)
    }
}

extension ZarrError {
    /// Whether an object was another thing when it was read than when it was looked up.
    var isOfAChangedObject: Bool {
        if case .storage(.changed) = self { true } else { false }
    }
}

extension ChunkArrival {
    var chunk: DecodedChunk? {
        switch self {
        case .decoded(let chunk, _), .kept(let chunk, _): chunk
        case .placed, .failed: nil
        }
    }
}

extension DecodedChunk {
    /// What a chunk reads as that was never written: one fill value, seen through strides of zero.
    static func fill(of array: ArrayMetadata, origin: ChunkOrigin?) -> DecodedChunk {
        let memory = allocate(bytes: array.fillValue.count)
        memory.copyBytes(from: array.fillValue)
        return DecodedChunk(
            taking: UnsafeRawBufferPointer(memory),
            dataType: array.dataType,
            strides: [Int](repeating: 0, count: array.rank),
            isFill: true,
            origin: origin
        )
    }
}
