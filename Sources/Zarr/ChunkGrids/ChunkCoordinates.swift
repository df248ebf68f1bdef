/// A chunk's place in the grid: one index per dimension, each below the grid's count.
package struct ChunkCoordinates: Sendable, Hashable {
    package let indices: [Int]

    package init(_ indices: [Int]) {
        self.indices = indices
    }
}
