/// How an array is cut into chunks: the product of what its dimensions are cut into.
package struct ChunkGrid: Sendable, Hashable {
    package let dimensions: [ChunkEdges]
    /// Edges of a chunk that is as long in each dimension as any chunk is.
    let largestChunk: [Int]

    package init(_ dimensions: [ChunkEdges]) {
        self.dimensions = dimensions
        largestChunk = dimensions.map(\.longest)
    }

    /// A grid of equal chunks: `chunkShape` has at least 1 in each dimension of `shape`.
    package init(chunkShape: [Int], shape: [Int]) {
        self.init(zip(chunkShape, shape).map { ChunkEdges(edge: $0, length: $1) })
    }

    /// The shape that all chunks have; nil when they differ.
    package var chunkShape: [Int]? {
        dimensions.allSatisfy { $0.regular != nil } ? largestChunk : nil
    }

    /// Number of chunks along each dimension.
    package var counts: [Int] { dimensions.map(\.count) }

    /// The chunk that holds the element with these indices.
    package func chunk(holding indices: [Int]) -> ChunkCoordinates {
        ChunkCoordinates(zip(dimensions, indices).map { $0.index(of: $1) })
    }

    /// Shape of one chunk, as it is stored.
    package func shape(of chunk: ChunkCoordinates) -> [Int] {
        zip(dimensions, chunk.indices).map { $0.range(of: $1).count }
    }

    /// Index of a chunk's first element.
    package func origin(of chunk: ChunkCoordinates) -> [Int] {
        zip(dimensions, chunk.indices).map { $0.range(of: $1).lowerBound }
    }
}
