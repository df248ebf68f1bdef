internal import Zarr

/// Which chunks a sample reads: those around points that fill the array's box evenly, however many are taken.
struct SamplePositions {
    private let stored: StoredVariable
    private let grid: ChunkGrid
    private var step = 0
    private var taken: Set<ChunkCoordinates> = []

    /// The fractions of multiples of square roots are spread evenly, and IEEE 754 computes them alike everywhere.
    private static let roots = [2.0, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].map { $0.squareRoot() }
    /// Steps for each chunk that is wanted: small arrays have fewer chunks than that.
    private static let stepsPerChunk = 8

    init(_ stored: StoredVariable) {
        self.stored = stored
        grid = stored.array.metadata.chunkGrid
    }

    /// The next chunks, each once for this object, at most `most`; fewer or none where the array has no more.
    mutating func next(_ most: Int) -> [ChunkCoordinates] {
        guard stored.shape.allSatisfy({ $0 > 0 }) else { return [] }
        var found: [ChunkCoordinates] = []
        for _ in 0..<(most * Self.stepsPerChunk) where found.count < most {
            let chunk = grid.chunk(holding: point(step))
            step += 1
            if taken.insert(chunk).inserted { found.append(chunk) }
        }
        return found
    }

    /// Indices of the array: the middle first.
    private func point(_ step: Int) -> [Int] {
        stored.shape.enumerated().map { dimension, size in
            let root = Self.roots[dimension % Self.roots.count]
            let share = (0.5 + Double(step) * root).truncatingRemainder(dividingBy: 1)
            return stored.arrayIndex(min(Int(share * Double(size)), size - 1), dimension: dimension)
        }
    }
}
