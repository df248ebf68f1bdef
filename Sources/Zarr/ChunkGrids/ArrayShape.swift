/// Shape and chunks of an array, checked so that no later product can overflow.
struct ArrayShape {
    let shape: [Int]
    let grid: ChunkGrid

    /// NumPy stops at 64 dimensions; no store has more.
    private static let maxDimensions = 64

    init(shape: [Int], chunkShape: [Int], elementSize: Int, limits: ZarrLimits) throws(DocumentFault) {
        try Self.checkRanks(shape, chunkShape.count)
        let grid = ChunkGrid(chunkShape: chunkShape, shape: shape)
        try self.init(shape: shape, grid: grid, elementSize: elementSize, limits: limits)
    }

    /// `grid`: of this shape.
    init(shape: [Int], grid: ChunkGrid, elementSize: Int, limits: ZarrLimits) throws(DocumentFault) {
        self.shape = shape
        self.grid = grid
        // Elements of no bytes still have to be counted.
        let size = max(elementSize, 1)
        let bytes = Self.product(grid.largestChunk, size) ?? .max
        guard bytes <= limits.chunkBytes else {
            throw .chunksTooLarge(
                shape: grid.largestChunk,
                bytes: bytes,
                limit: limits.chunkBytes,
                raisedBy: limits.chunkKey
            )
        }
        // Half of what fits, so that the last chunk may reach beyond the array.
        guard shape.contains(0) || Self.product(shape, size).map({ $0 <= Int.max / 2 }) == true else {
            throw .invalid("the shape multiplies out to more than 2^62 bytes")
        }
    }

    static func checkRanks(_ shape: [Int], _ chunkRank: Int) throws(DocumentFault) {
        guard shape.count <= maxDimensions else { throw .invalid("\(shape.count) dimensions") }
        guard shape.count == chunkRank else {
            throw .invalid("the shape has \(shape.count) dimensions, the chunks have \(chunkRank)")
        }
    }

    /// Nil when the product does not fit.
    private static func product(_ factors: [Int], _ size: Int) -> Int? {
        var product = size
        for factor in factors {
            let (next, overflows) = product.multipliedReportingOverflow(by: factor)
            guard !overflows else { return nil }
            product = next
        }
        return product
    }
}
