/// What a chunk and a box of an array have in common, row by row.
struct ChunkOverlap {
    private let shape: [Int]
    /// Of the first common element, in the chunk and in the box; in elements.
    private let chunkStart: Int
    let boxStart: Int
    private let chunkStrides: [Int]
    private let boxStrides: [Int]

    /// `strides` are those of the chunk's elements; the box's are in row-major order.
    init(_ box: [Range<Int>], _ place: ChunkCoordinates, _ grid: ChunkGrid, strides: [Int]) {
        let boxStrides = TransposeCodec.rowMajorStrides(box.map(\.count))
        var (shape, chunkStart, boxStart) = ([Int](), 0, 0)
        for (dimension, range) in box.enumerated() {
            let held = grid.dimensions[dimension].range(of: place.indices[dimension])
            let common = range.clamped(to: held)
            shape.append(common.count)
            chunkStart += (common.lowerBound - held.lowerBound) * strides[dimension]
            boxStart += (common.lowerBound - range.lowerBound) * boxStrides[dimension]
        }
        self.shape = shape
        self.chunkStart = chunkStart
        self.boxStart = boxStart
        chunkStrides = strides
        self.boxStrides = boxStrides
    }

    /// Whether all of a chunk of this shape lies in the box, as one run.
    func isContiguous(wholeOf chunk: [Int]) -> Bool {
        guard shape == chunk else { return false }
        // Along a dimension of one element nothing has a next one.
        return zip(shape, zip(chunkStrides, boxStrides)).allSatisfy { $0 <= 1 || $1.0 == $1.1 }
    }

    /// Calls `body` for each run along the last dimension: where it begins in chunk and box, how many elements it has,
    /// and their distance in the chunk.
    func eachRow(_ body: (Int, Int, Int, Int) -> Void) {
        guard let last = shape.last, let step = chunkStrides.last else {
            return body(chunkStart, boxStart, 1, 1)
        }
        guard !shape.contains(0) else { return }
        // A chunk may have a million rows of few elements: the inner loop knows nothing of dimensions.
        let rows = shape.count - 2
        let (rowCount, chunkStride, boxStride) =
            rows < 0 ? (1, 0, 0) : (shape[rows], chunkStrides[rows], boxStrides[rows])
        eachPlane { from, to in
            for row in 0..<rowCount {
                body(from + row * chunkStride, to + row * boxStride, last, step)
            }
        }
    }

    /// Calls `body` with the beginnings, in chunk and box, of all that differs in the last two dimensions only.
    private func eachPlane(_ body: (Int, Int) -> Void) {
        let outer = max(shape.count - 2, 0)
        var index = [Int](repeating: 0, count: outer)
        var (from, to) = (chunkStart, boxStart)
        for _ in 0..<shape[..<outer].reduce(1, *) {
            body(from, to)
            for dimension in stride(from: outer - 1, through: 0, by: -1) {
                index[dimension] += 1
                from += chunkStrides[dimension]
                to += boxStrides[dimension]
                if index[dimension] < shape[dimension] { break }
                from -= chunkStrides[dimension] * shape[dimension]
                to -= boxStrides[dimension] * shape[dimension]
                index[dimension] = 0
            }
        }
    }
}
