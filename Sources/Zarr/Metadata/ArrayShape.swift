/// Shape and chunks of an array, checked so that no later product can overflow.
struct ArrayShape {
    let shape: [Int]
    let chunkShape: [Int]

    /// NumPy stops at 64 dimensions; no store has more.
    private static let mostDimensions = 64

    init(shape: [Int], chunkShape: [Int], elementSize: Int, limits: ZarrLimits) throws(DocumentFault) {
        self.shape = shape
        self.chunkShape = chunkShape
        try Self.checkRanks(shape, chunkShape)
        let bytes = Self.product(chunkShape, elementSize) ?? .max
        guard bytes <= limits.chunkBytes else { throw .tooLarge(bytes: bytes, limit: limits.chunkBytes) }
        guard shape.contains(0) || Self.product(shape, elementSize) != nil else {
            throw .invalid("the shape multiplies out to more than 2^63 bytes")
        }
    }

    static func checkRanks(_ shape: [Int], _ chunkShape: [Int]) throws(DocumentFault) {
        guard shape.count <= mostDimensions else { throw .invalid("\(shape.count) dimensions") }
        guard shape.count == chunkShape.count else {
            throw .invalid("the shape has \(shape.count) dimensions, the chunks have \(chunkShape.count)")
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
