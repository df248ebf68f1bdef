internal import ObjectStorage

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
