/// What a repository may make this reader hold or do.
package struct IcechunkLimits: Sendable {
    /// Bytes of a metadata object as it is stored.
    package var storedBytes = 1 << 30
    /// Bytes of a metadata object once decompressed; the format allows 2 GiB − 1, a server holds less.
    package var decompressedBytes = 512 << 20
    /// Bytes of a `ref.json`, which holds one id.
    package var referenceBytes = 4096
    /// Commits that are walked to find the state at a time in spec 1, one request each.
    package var commitsWalked = 10_000
    /// Branches and tags of a spec 1 repository, one request each.
    package var references = 10_000
    /// Bytes of one stored chunk.
    package var chunkBytes = 512 << 20

    package init() {}
}
