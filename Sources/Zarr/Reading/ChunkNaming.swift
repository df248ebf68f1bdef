internal import Execution
internal import ObjectStorage

/// Gives an array's chunks, and the indexes of its shards, their identities.
///
/// In a store that knows its objects, these are their bytes and how they are decoded; in any other, the array's version
/// and the place in its grid.
struct ChunkNaming {
    let store: any ObjectStore
    /// `store`, if it knows its objects.
    let identifying: (any IdentifyingStore)?
    let array: ArrayMetadata
    /// Version of the group's metadata.
    let epoch: String
    let context: WorkContext

    /// - Throws: `corruptChunk` for coordinates that are not in the array's grid; what the store throws.
    func chunks(_ chunks: ArraySlice<ChunkCoordinates>) throws -> [ChunkIdentity] {
        let numbers = try chunks.map { (chunk) throws(ZarrError) in try number(of: chunk) }
        guard let identifying, let form = array.form else {
            let space = ChunkIdentity.Space(store: store.label, array: array.path, epoch: epoch)
            return numbers.map(space.chunk)
        }
        return try identities(
            Array(chunks),
            identifying,
            form,
            depth: array.shards?.levels.count ?? 0,
            tag: 0
        )
    }

    /// The identities of the indexes of those shards of a level that hold `chunks`.
    func indexes(ofLevel level: Int, holding chunks: [ChunkCoordinates]) throws -> [ChunkIdentity] {
        guard let identifying, let form = array.form else {
            let layer = array.shards?.levels[level]
            let space = ChunkIdentity.Space(
                store: store.label,
                array: "\(array.path)\n\(level)",
                epoch: epoch
            )
            return chunks.map { space.chunk(layer?.number(of: $0) ?? 0) }
        }
        return try identities(chunks, identifying, form, depth: level, tag: level + 1)
    }

    /// `depth`: levels of shards that lie between the object and what is named.
    private func identities(
        _ chunks: [ChunkCoordinates],
        _ store: any IdentifyingStore,
        _ form: DecodingForm,
        depth: Int,
        tag: Int
    ) throws -> [ChunkIdentity] {
        let objects = array.shards?.levels.first.map { level in chunks.map(level.shard) } ?? chunks
        let known = try known(objects, store)
        let grid = array.shards?.shards ?? array.chunkGrid
        let common = grid.chunkShape.map { ChunkIdentity.Family(form: form, shape: $0, tag: tag) }
        return zip(zip(chunks, objects), known).map { place, identity in
            let family = common ?? ChunkIdentity.Family(form: form, shape: grid.shape(of: place.1), tag: tag)
            return family.member(of: identity, part: part(of: place.0, depth: depth))
        }
    }

    private func known(_ objects: [ChunkCoordinates], _ store: any IdentifyingStore) throws
        -> [ObjectIdentity?]
    {
        do {
            return try store.identities(of: objects, ofArrayAt: array.path, context: context)
        } catch let error as StorageError {
            throw ZarrError.storage(error)
        }
    }

    /// Number of a part within its object, the outermost level first.
    private func part(of chunk: ChunkCoordinates, depth: Int) -> Int {
        guard depth > 0, let levels = array.shards?.levels.prefix(depth) else { return 0 }
        return levels.reduce(0) { number, level in
            let shard = level.shard(of: chunk)
            return number &* level.partCount(of: shard) &+ level.part(of: chunk, in: shard)
        }
    }

    /// Row-major; the grid's size was checked when the array was opened.
    private func number(of chunk: ChunkCoordinates) throws(ZarrError) -> Int {
        let dimensions = array.chunkGrid.dimensions
        var number = 0
        guard chunk.indices.count == dimensions.count else { throw noChunk(chunk) }
        for (index, edges) in zip(chunk.indices, dimensions) {
            guard index >= 0, index < edges.count else { throw noChunk(chunk) }
            number = number &* edges.count &+ index
        }
        return number
    }

    private func noChunk(_ chunk: ChunkCoordinates) -> ZarrError {
        .corruptChunk(key: array.path, reason: "there is no chunk \(chunk.indices)")
    }
}

extension ShardLayout.Level {
    /// Row-major number of the shard that holds a chunk; fits, since every shard holds an element of the array.
    func number(of chunk: ChunkCoordinates) -> Int {
        zip(shard(of: chunk).indices, shards.dimensions).reduce(0) { $0 &* $1.1.count &+ $1.0 }
    }
}
