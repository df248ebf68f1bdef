/// The shards of one level that hold some chunks.
struct LevelShards {
    /// In the order of their first chunks.
    private(set) var shards: [Shard] = []
    /// For each chunk its shard, by the shard's number and its place in the grid; nil for chunks that are known to be absent.
    private(set) var holders: [(number: Int, coordinates: ChunkCoordinates)?] = []

    /// `places`: of each chunk the shard of this level that holds it.
    init(of chunks: [ChunkCoordinates], at places: [ChunkLocation], _ level: ShardLayout.Level) {
        var met: Set<Int> = []
        for (chunk, place) in zip(chunks, places) {
            if case .absent = place {
                holders.append(nil)
                continue
            }
            let (shard, number) = (level.shard(of: chunk), level.number(of: chunk))
            holders.append((number, shard))
            guard met.insert(number).inserted else { continue }
            let partCount = level.partCount(of: shard)
            shards.append(Shard(number: number, place: place, partCount: partCount, chunk: chunk))
        }
    }
}
