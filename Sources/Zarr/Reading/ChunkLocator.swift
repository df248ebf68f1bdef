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
        let held = LevelShards(of: chunks, at: places, level)
        let reader = ShardIndexReader(
            cache: cache,
            naming: naming,
            since: since,
            now: now,
            judged: judged,
            flights: flights
        )
        let (indexes, failure) = try reader.indexes(of: held.shards, level, depth)
        let maxBytes = level.isInnermost ? array.codecs.plan?.maxEncodedBytes ?? 0 : nil
        for (entry, holder) in held.holders.enumerated() {
            guard let holder else { continue }
            do throws(ZarrError) {
                guard let index = indexes[holder.number] else {
                    // The first shard without an index is the one that failed.
                    guard let failure else { continue }
                    throw failure.error
                }
                let part = level.part(of: chunks[entry], in: holder.coordinates)
                places[entry] = try index.place(ofPart: part, in: places[entry], maxBytes: maxBytes)
            } catch {
                places.removeSubrange(entry...)
                return ChunkFailure(index: entry, error: error)
            }
        }
        return nil
    }
}
