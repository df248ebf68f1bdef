/// Shards whose inner chunks are the chunks of the array: one level, or shards inside shards.
package struct ShardLayout: Sendable {
    struct Level: Sendable {
        /// Of the shards of this level, in elements.
        let shape: [Int]
        /// Parts of a shard along each dimension: shards of the next level, or chunks.
        let grid: [Int]
        let index: ShardIndexFormat
        /// Chunks along each dimension of a shard.
        let chunks: [Int]

        var partCount: Int { grid.reduce(1, *) }

        /// The shard that holds a chunk.
        func shard(of chunk: ChunkCoordinates) -> [Int] { zip(chunk.indices, chunks).map { $0 / $1 } }

        /// Row-major number, in its shard's index, of the part that holds a chunk.
        func part(of chunk: ChunkCoordinates) -> Int {
            var number = 0
            for (dimension, count) in grid.enumerated() {
                let partChunks = chunks[dimension] / count
                number = number * count + chunk.indices[dimension] % chunks[dimension] / partChunks
            }
            return number
        }
    }

    /// From the objects of the store inwards.
    let levels: [Level]

    /// Shape of the shards that are objects of the store.
    package var shardShape: [Int] { levels.first?.shape ?? [] }

    /// The layout of a chain that is nothing but sharding, with the shape and codecs of the innermost chunks; nil for
    /// other chains.
    static func of(
        _ codecs: [any Codec],
        shape: [Int]
    ) throws(DocumentFault) -> (layout: ShardLayout, chunkShape: [Int], codecs: [any Codec])? {
        var found: [(shape: [Int], grid: [Int], index: ShardIndexFormat)] = []
        var (codecs, shape) = (codecs, shape)
        while codecs.count == 1, let sharding = codecs.first as? ShardingCodec {
            found.append((shape, try sharding.grid(ofShard: shape), sharding.index))
            (codecs, shape) = (sharding.codecs, sharding.chunkShape)
        }
        guard !found.isEmpty else { return nil }
        let levels = found.map { level in
            Level(
                shape: level.shape,
                grid: level.grid,
                index: level.index,
                chunks: zip(level.shape, shape).map { $0 / $1 }
            )
        }
        return (ShardLayout(levels: levels), shape, codecs)
    }
}
