/// A chunk's indices along the rows and columns of a grid.
struct ChunkPosition: Sendable, Hashable {
    let row: Int
    let column: Int
}
