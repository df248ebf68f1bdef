internal import Execution
internal import ObjectStorage

/// Brings the indexes of shards: those that are kept and still believed, and the others in one go from the store.
struct ShardIndexReader {
    let cache: ChunkCache
    let naming: ChunkNaming
    /// What was looked at then or later is believed.
    let since: Deadline
    let now: @Sendable () -> Deadline
    /// What came of a request for a shard, where it may be that the whole store is gone.
    let judged: @Sendable (ObjectOutcome) -> ObjectOutcome
    /// Those for whom the indexes are read.
    let flights: [ChunkFlight]

    /// The indexes of a level's shards by their numbers, up to the first that cannot be had, whose failure is returned with
    /// them.
    func indexes(
        of shards: [Shard],
        _ level: ShardLayout.Level,
        _ depth: Int
    ) throws -> (known: [Int: KnownIndex], failure: ChunkFailure?) {
        var known: [Int: KnownIndex] = [:]
        let missing = try split(shards, depth, &known)
        guard !missing.isEmpty else { return (known, nil) }
        var order = OrderedArrivals(count: missing.count)
        let requests = requests(for: missing, level.index, &order)
        try read(missing, requests, level.index, &order, &known)
        if let failure = order.failure {
            for later in missing[failure.index...] { known[later.shard.number] = nil }
        }
        return (known, order.failure)
    }

    /// Takes the kept indexes that are still believed; returns the others.
    private func split(
        _ shards: [Shard],
        _ depth: Int,
        _ known: inout [Int: KnownIndex]
    ) throws -> [MissingIndex] {
        var missing: [MissingIndex] = []
        let identities = try naming.indexes(ofLevel: depth, holding: shards.map(\.chunk))
        for (shard, identity) in zip(shards, identities) {
            let kept = cache.index(identity).map { KnownIndex(index: $0.index, checkedAt: $0.checkedAt) }
            if let kept, let checkedAt = belief(in: kept, of: shard) {
                if checkedAt > kept.checkedAt { cache.confirm(identity, at: checkedAt) }
                known[shard.number] = KnownIndex(index: kept.index, checkedAt: checkedAt)
            } else {
                missing.append(MissingIndex(shard: shard, identity: identity, old: kept))
            }
        }
        return missing
    }

    /// When a kept index was last known to be right, if that is late enough; nil if it must be looked at again.
    ///
    /// That of a shard within a shard is as good as the outer one that has led to it.
    private func belief(in kept: KnownIndex, of shard: Shard) -> Deadline? {
        if kept.checkedAt >= since { return kept.checkedAt }
        guard case .part(_, _, let validator?, let outer) = shard.place, validator == kept.index.validator,
            outer >= since
        else { return nil }
        return outer
    }

    /// Requests up to the first index that there can be none for.
    private func requests(
        for missing: [MissingIndex],
        _ format: ShardIndexFormat,
        _ order: inout OrderedArrivals
    ) -> [ObjectRequest] {
        var requests: [ObjectRequest] = []
        for (place, missing) in missing.enumerated() {
            do throws(ZarrError) {
                let request = try missing.shard.request(format).shared(by: flights).since(since)
                requests.append(missing.condition.map { request.unless($0) } ?? request)
            } catch {
                order.fail(place, error)
                break
            }
        }
        return requests
    }

    private func read(
        _ missing: [MissingIndex],
        _ requests: [ObjectRequest],
        _ format: ShardIndexFormat,
        _ order: inout OrderedArrivals,
        _ known: inout [Int: KnownIndex]
    ) throws {
        let startedAt = now()
        try naming.context.measurements.measure(.fetch) {
            do {
                let hasStandIn = { (entry: Int) in missing[entry].old != nil }
                try naming.store.read(requests, standIns: hasStandIn, context: naming.context) {
                    entry,
                    outcome in
                    order.arrive(entry)
                    guard order.matters(entry) else { return }
                    do throws(ZarrError) {
                        let key = requests[entry].key
                        known[missing[entry].shard.number] =
                            try take(judged(outcome), of: key, for: missing[entry], format, startedAt)
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
    }

    /// What an answer leaves known: the kept index where it is unchanged or the store is away, else the one in it.
    private func take(
        _ outcome: ObjectOutcome,
        of key: String,
        for missing: MissingIndex,
        _ format: ShardIndexFormat,
        _ startedAt: Deadline
    ) throws(ZarrError) -> KnownIndex {
        if let old = missing.old {
            if case .found(let object) = outcome, object.isUnchanged {
                cache.confirm(missing.identity, at: startedAt)
                return KnownIndex(index: old.index, checkedAt: startedAt)
            }
            if outcome.isOutage { return old }
        }
        let index = try missing.shard.index(in: outcome, of: key, format)
        cache.insert(index, for: missing.identity, checkedAt: startedAt)
        return KnownIndex(index: index, checkedAt: startedAt)
    }
}
