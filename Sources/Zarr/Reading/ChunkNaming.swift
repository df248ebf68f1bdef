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
    let known: KnownIdentities
    let array: ArrayMetadata
    /// Version of the group's metadata.
    let epoch: String
    let context: WorkContext

    /// - Throws: `corruptChunk` for coordinates that are not in the array's grid; what the store throws.
    func chunks(_ chunks: ArraySlice<ChunkCoordinates>) throws -> [ChunkIdentity] {
        guard let identifying, let form = array.form else {
            let space = ChunkIdentity.Space(store: store.label, array: array.path, epoch: epoch)
            return try chunks.map { (chunk) throws(ZarrError) in space.chunk(try number(of: chunk)) }
        }
        let start = chunks.startIndex
        let known = known.all(chunks.count, ofArrayAt: array.path) { try? number(of: chunks[start + $0]) }
        if let known { return known }
        let numbers = try chunks.map { (chunk) throws(ZarrError) in try number(of: chunk) }
        let depth = array.shards?.levels.count ?? 0
        let identities = try identities(chunks, identifying, form, depth: depth, tag: 0)
        self.known.insert(identities, for: numbers, ofArrayAt: array.path)
        return identities
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
        return try identities(chunks[...], identifying, form, depth: level, tag: level + 1)
    }

    /// `depth`: levels of shards that lie between the object and what is named.
    private func identities(
        _ chunks: ArraySlice<ChunkCoordinates>,
        _ store: any IdentifyingStore,
        _ form: DecodingForm,
        depth: Int,
        tag: Int
    ) throws -> [ChunkIdentity] {
        let objects = array.shards?.levels.first.map { level in chunks.map(level.shard)[...] } ?? chunks
        let grid = array.shards?.shards ?? array.chunkGrid
        let common =
            tag == 0
            ? array.family : grid.chunkShape.map { ChunkIdentity.Family(form: form, shape: $0, tag: tag) }
        var identities = [ChunkIdentity](repeating: .none, count: chunks.count)
        do {
            try store.identities(of: objects, ofArrayAt: array.path, context: context) { index, identity in
                let place = index - objects.startIndex
                let family =
                    common
                    ?? ChunkIdentity.Family(form: form, shape: grid.shape(of: objects[index]), tag: tag)
                let part = depth == 0 ? 0 : part(of: chunks[chunks.startIndex + place], depth: depth)
                identities[place] = family.member(of: identity, part: part)
            }
        } catch let error as StorageError {
            throw ZarrError.storage(error)
        }
        return identities
    }

    /// Number of a part within its object, the outermost level first.
    private func part(of chunk: ChunkCoordinates, depth: Int) -> Int {
        guard let levels = array.shards?.levels.prefix(depth) else { return 0 }
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
        .corruptChunk(
            key: array.path,
            reason: "there is no chunk \(chunk.indices.map(String.init).joined(separator: "/"))"
        )
    }
}

extension ShardLayout.Level {
    /// Row-major number of the shard that holds a chunk; fits, since every shard holds an element of the array.
    func number(of chunk: ChunkCoordinates) -> Int {
        zip(shard(of: chunk).indices, shards.dimensions).reduce(0) { $0 &* $1.1.count &+ $1.0 }
    }
}
