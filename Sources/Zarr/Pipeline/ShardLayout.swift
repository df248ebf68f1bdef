/// Shards whose inner chunks are the chunks of the array: one level, or shards inside shards.
package struct ShardLayout: Sendable {
    struct Level: Sendable {
        /// How the array is cut into the shards of this level.
        let shards: ChunkGrid
        /// Shape of a shard's parts: shards of the next level, or chunks.
        let partShape: [Int]
        /// Shape of the chunks of the array, which divides every shard.
        let chunkShape: [Int]
        let index: ShardIndexFormat

        /// Whether the parts of these shards are the array's chunks.
        var isInnermost: Bool { partShape == chunkShape }

        /// The shard that holds a chunk.
        func shard(of chunk: ChunkCoordinates) -> ChunkCoordinates {
            shards.chunk(holding: zip(chunk.indices, chunkShape).map { $0 * $1 })
        }

        /// How many parts a shard has, and so entries its index.
        func partCount(of shard: ChunkCoordinates) -> Int {
            zip(shards.shape(of: shard), partShape).reduce(1) { $0 * ($1.0 / $1.1) }
        }

        /// Row-major number, in the index of its `shard`, of the part that holds a chunk.
        func part(of chunk: ChunkCoordinates, in shard: ChunkCoordinates) -> Int {
            var number = 0
            for (dimension, edges) in shards.dimensions.enumerated() {
                let held = edges.range(of: shard.indices[dimension])
                let inside = chunk.indices[dimension] * chunkShape[dimension] - held.lowerBound
                number = number * (held.count / partShape[dimension]) + inside / partShape[dimension]
            }
            return number
        }
    }

    /// From the objects of the store inwards.
    let levels: [Level]

    /// The shards that are objects of the store.
    package var shards: ChunkGrid { levels.first?.shards ?? ChunkGrid([]) }

    /// The layout of a chain that is nothing but sharding, with the grid and codecs of the innermost chunks; nil for
    /// other chains.
    static func of(
        _ codecs: [any Codec],
        grid: ChunkGrid
    ) throws(DocumentFault) -> (layout: ShardLayout, grid: ChunkGrid, codecs: [any Codec])? {
        var found: [(shards: ChunkGrid, sharding: ShardingCodec)] = []
        var (codecs, grid) = (codecs, grid)
        while codecs.count == 1, let sharding = codecs.first as? ShardingCodec {
            found.append((grid, sharding))
            (codecs, grid) = (sharding.codecs, try sharding.grid(ofShards: grid))
        }
        guard let innermost = found.last?.sharding else { return nil }
        let levels = found.map { level in
            Level(
                shards: level.shards,
                partShape: level.sharding.chunkShape,
                chunkShape: innermost.chunkShape,
                index: level.sharding.index
            )
        }
        return (ShardLayout(levels: levels), grid, codecs)
    }
}
