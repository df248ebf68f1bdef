internal import Execution
internal import ObjectStorage

/// Finds where chunks are: by their keys, or through the indexes of their shards, which are read once and kept.
struct ChunkLocator {
    let cache: ChunkCache
    let naming: ChunkNaming
    /// What was looked at then or later is believed.
    let since: Deadline
    let now: @Sendable () -> Deadline
    /// What came of a request for a shard, where it may be that the whole store is gone.
    let judged: @Sendable (ObjectOutcome) -> ObjectOutcome
    /// Those for whom the places are found.
    var flights: [ChunkFlight] = []

    private var array: ArrayMetadata { naming.array }

    /// One place for each chunk, up to the first of which no place can be found; and why, where there is one.
    ///
    /// - Throws: `ZarrError` for what is of no chunk; `Interruption`.
    func places(of chunks: [ChunkCoordinates]) throws -> (places: [ChunkLocation], failure: ChunkFailure?) {
        guard let shards = array.shards else {
            return (chunks.map { .object(key: array.key(of: $0)) }, nil)
        }
        var places = chunks.map { ChunkLocation.object(key: array.key(ofShardWith: $0, in: shards)) }
        var failure: ChunkFailure?
        for (number, level) in shards.levels.enumerated() {
            let chunks = Array(chunks.prefix(places.count))
            // Before an earlier failure, so that it is the first.
            if let met = try descend(&places, chunks, level, number) { failure = met }
        }
        return (places, failure)
    }

    /// Forgets the indexes of the shards that hold `chunks`: their objects have changed.
    func forgetIndexes(of chunks: [ChunkCoordinates]) throws {
        for level in (array.shards?.levels ?? []).indices {
            for identity in try naming.indexes(ofLevel: level, holding: chunks) { cache.forget(identity) }
        }
    }

    /// Replaces the place of each shard of a level by the place of the part that holds the chunk; ends before the first
    /// chunk of which it is not known, and returns why.
    private func descend(
        _ places: inout [ChunkLocation],
        _ chunks: [ChunkCoordinates],
        _ level: ShardLayout.Level,
        _ depth: Int
    ) throws -> ChunkFailure? {
        var shards: [Int: Shard] = [:]
        // In the order of their first chunks.
        var numbers: [Int] = []
        var holders: [(number: Int, coordinates: ChunkCoordinates)?] = []
        for (chunk, place) in zip(chunks, places) {
            if case .absent = place {
                holders.append(nil)
                continue
            }
            let shard = level.shard(of: chunk)
            let number = level.number(of: chunk)
            if shards[number] == nil {
                let partCount = level.partCount(of: shard)
                shards[number] = Shard(number: number, place: place, partCount: partCount, chunk: chunk)
                numbers.append(number)
            }
            holders.append((number, shard))
        }
        let (indexes, failure) = try self.indexes(of: numbers.compactMap { shards[$0] }, level, depth)
        for (entry, holder) in holders.enumerated() {
            guard let holder else { continue }
            do throws(ZarrError) {
                guard let index = indexes[holder.number] else {
                    // The first shard without an index is the one that failed.
                    guard let failure else { continue }
                    throw failure.error
                }
                let part = level.part(of: chunks[entry], in: holder.coordinates)
                places[entry] = try place(ofPart: part, in: places[entry], index, level)
            } catch {
                places.removeSubrange(entry...)
                return ChunkFailure(index: entry, error: error)
            }
        }
        return nil
    }

    /// One shard of a level: where it is, and how many parts its index tells of.
    private struct Shard {
        let number: Int
        let place: ChunkLocation
        let partCount: Int
        /// Any chunk in it.
        let chunk: ChunkCoordinates
    }

    private func place(
        ofPart part: Int,
        in shard: ChunkLocation,
        _ known: KnownIndex,
        _ level: ShardLayout.Level
    ) throws(ZarrError) -> ChunkLocation {
        let index = known.index
        guard let entries = index.entries, part < entries.count, entries[part].offset >= 0 else {
            return .absent(checkedAt: known.checkedAt)
        }
        let (key, base, validator) = Self.container(shard, index)
        let entry = entries[part]
        let most = array.codecs.plan?.maxEncodedBytes ?? 0
        guard entry.length > 0 else { throw .corruptChunk(key: key, reason: "inner chunk \(part) is empty") }
        guard !level.isInnermost || entry.length <= most else {
            throw .tooLarge(key: key, bytes: entry.length, limit: most, raisedBy: .fixed)
        }
        let (start, overflows) = base.addingReportingOverflow(entry.offset)
        guard !overflows, start <= Int.max - entry.length else {
            throw .corruptChunk(key: key, reason: "inner chunk \(part) lies outside the shard")
        }
        let range = start..<(start + entry.length)
        return .part(key: key, range, validator: validator, checkedAt: known.checkedAt)
    }

    private static func container(_ shard: ChunkLocation, _ index: ShardIndex) -> (String, Int, String?) {
        switch shard {
        case .absent: ("", 0, nil)
        case .object(let key): (key, 0, index.validator)
        case .part(let key, let range, let validator, _): (key, range.lowerBound, validator)
        }
    }

    /// The index of a shard, and when it was last known to be the shard's.
    private struct KnownIndex {
        let index: ShardIndex
        let checkedAt: Deadline
    }

    /// An index to read, or to look at again.
    private struct MissingIndex {
        let shard: Shard
        let identity: ChunkIdentity
        let old: KnownIndex?

        /// The index that the caller has, if it may still be right.
        var condition: String? {
            guard let validator = old?.index.validator else { return nil }
            if case .part(_, _, let outer, _) = shard.place, outer != validator { return nil }
            return validator
        }
    }

    /// The indexes of shards by their numbers: those that are kept, and the others in one go from the store; up to the
    /// first that cannot be had, whose failure is returned with them.
    private func indexes(
        of shards: [Shard],
        _ level: ShardLayout.Level,
        _ depth: Int
    ) throws -> (known: [Int: KnownIndex], failure: ChunkFailure?) {
        var indexes: [Int: KnownIndex] = [:]
        var missing: [MissingIndex] = []
        for (shard, identity) in zip(shards, try naming.indexes(ofLevel: depth, holding: shards.map(\.chunk)))
        {
            let known = cache.index(identity)
            if let known, let checkedAt = belief(in: known.index, known.checkedAt, of: shard) {
                if checkedAt > known.checkedAt { cache.confirm(identity, at: checkedAt) }
                indexes[shard.number] = KnownIndex(index: known.index, checkedAt: checkedAt)
            } else {
                let old = known.map { KnownIndex(index: $0.index, checkedAt: $0.checkedAt) }
                missing.append(MissingIndex(shard: shard, identity: identity, old: old))
            }
        }
        guard !missing.isEmpty else { return (indexes, nil) }
        var order = OrderedArrivals(count: missing.count)
        var requests: [ObjectRequest] = []
        for (place, missing) in missing.enumerated() {
            do throws(ZarrError) {
                let request = try request(missing.shard, level.index).shared(by: flights).since(since)
                requests.append(missing.condition.map { request.unless($0) } ?? request)
            } catch {
                order.fail(place, error)
                break
            }
        }
        let startedAt = now()
        let (store, context) = (naming.store, naming.context)
        try context.measurements.measure(.fetch) {
            do {
                try store.read(requests, context: context) { entry, outcome in
                    order.arrive(entry)
                    guard order.matters(entry) else { return }
                    let (shard, identity) = (missing[entry].shard, missing[entry].identity)
                    let outcome = judged(outcome)
                    if let old = missing[entry].old {
                        if case .found(let object) = outcome, object.isUnchanged {
                            cache.confirm(identity, at: startedAt)
                            indexes[shard.number] = KnownIndex(index: old.index, checkedAt: startedAt)
                            return
                        }
                        if outcome.isOutage {
                            indexes[shard.number] = old
                            return
                        }
                    }
                    do throws(ZarrError) {
                        let index = try self.index(outcome, requests[entry].key, shard, level.index)
                        cache.insert(index, for: identity, checkedAt: startedAt)
                        indexes[shard.number] = KnownIndex(index: index, checkedAt: startedAt)
                    } catch {
                        order.fail(entry, error)
                    }
                }
            } catch StorageError.timedOut(let key) {
                // All that have not come have timed out with it.
                let late = requests.dropFirst(order.next).first
                throw StorageError.timedOut(key: late?.key ?? key)
            }
        }
        if let failure = order.failure {
            for later in missing[failure.index...] { indexes[later.shard.number] = nil }
        }
        return (indexes, order.failure)
    }

    /// When a kept index was last known to be right, if that is late enough; nil if it must be looked at again.
    ///
    /// That of a shard within a shard is as good as the outer one that has led to it.
    private func belief(in index: ShardIndex, _ checkedAt: Deadline, of shard: Shard) -> Deadline? {
        if checkedAt >= since { return checkedAt }
        guard case .part(_, _, let validator?, let outer) = shard.place, validator == index.validator,
            outer >= since
        else { return nil }
        return outer
    }

    private func request(_ shard: Shard, _ format: ShardIndexFormat) throws(ZarrError) -> ObjectRequest {
        let length = format.encodedBytes(count: shard.partCount)
        switch shard.place {
        case .absent: return ObjectRequest(key: "", maxBytes: 0)
        case .object(let key):
            let range: ByteRange =
                format.location == .end ? .suffix(count: length) : .bytes(offset: 0, count: length)
            return ObjectRequest(key: key, range: range, maxBytes: length)
        case .part(let key, let part, _, _):
            guard part.count >= length else { throw Self.tooShort(key, part.count, length) }
            let offset = format.location == .end ? part.upperBound - length : part.lowerBound
            return ObjectRequest(key: key, range: .bytes(offset: offset, count: length), maxBytes: length)
        }
    }

    private static func tooShort(_ key: String, _ bytes: Int, _ length: Int) -> ZarrError {
        .corruptChunk(key: key, reason: "shard of \(bytes) bytes is shorter than its index of \(length)")
    }

    private func index(
        _ outcome: ObjectOutcome,
        _ key: String,
        _ shard: Shard,
        _ format: ShardIndexFormat
    ) throws(ZarrError) -> ShardIndex {
        switch outcome {
        case .failed(let error): throw .storage(error)
        case .absent:
            guard case .object = shard.place else { throw .storage(.changed(key: key)) }
            return ShardIndex(entries: nil, validator: nil)
        case .found(let object):
            var size = object.objectLength
            if case .part(_, let range, let validator, _) = shard.place {
                size = range.count
                guard validator == nil || object.validator == nil || validator == object.validator else {
                    throw .storage(.changed(key: key))
                }
            }
            let length = format.encodedBytes(count: shard.partCount)
            guard object.bytes.count == length else {
                throw Self.tooShort(key, size ?? object.bytes.count, length)
            }
            do throws(CodecFault) {
                let entries = try object.bytes.withBytes { (bytes) throws(CodecFault) in
                    try format.read(bytes, count: shard.partCount, shardBytes: size)
                }
                return ShardIndex(entries: entries, validator: object.validator)
            } catch {
                throw .corruptChunk(key: key, reason: error.reason)
            }
        }
    }
}

extension ArrayMetadata {
    /// The key of a chunk's own object.
    func key(of chunk: ChunkCoordinates) -> String {
        ObjectKey.joining(path, keyEncoding.key(for: chunk))
    }

    /// The key of the object that a chunk is in.
    func key(ofShardWith chunk: ChunkCoordinates, in shards: ShardLayout) -> String {
        guard let outermost = shards.levels.first else { return key(of: chunk) }
        return key(of: outermost.shard(of: chunk))
    }

    /// The key under which the bytes of a chunk are: its own, or its shard's.
    func objectKey(of chunk: ChunkCoordinates) -> String {
        shards.map { key(ofShardWith: chunk, in: $0) } ?? key(of: chunk)
    }
}
