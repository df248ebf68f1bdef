/// One chunk of a read: its place in the caller's list, and its identity.
struct ChunkItem: Sendable {
    /// In the caller's list.
    let index: Int
    let coordinates: ChunkCoordinates
    let identity: ChunkIdentity
}
