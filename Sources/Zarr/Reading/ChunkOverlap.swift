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
        let boxStrides = RowMajor.strides(box.map(\.count))
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

    /// Runs along the last dimension, one beside the other along the one before it; strides in elements.
    struct Plane {
        let rowCount: Int
        let chunkStride: Int
        let boxStride: Int
        /// Elements of a run.
        let count: Int
        /// Between two elements of a run, in the chunk; in the box they are neighbours.
        let step: Int
    }

    /// What all planes are like.
    var plane: Plane {
        let row = shape.count - 2
        return Plane(
            rowCount: row < 0 ? 1 : shape[row],
            chunkStride: row < 0 ? 0 : chunkStrides[row],
            boxStride: row < 0 ? 0 : boxStrides[row],
            count: shape.last ?? 1,
            step: chunkStrides.last ?? 1
        )
    }

    /// Calls `body` with the beginning of each plane, in chunk and box.
    func eachPlane(_ body: (Int, Int) -> Void) {
        guard !shape.contains(0) else { return }
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

    /// Calls `body` for each common element: where it is in chunk and box.
    func eachElement(_ body: (Int, Int) -> Void) {
        let plane = plane
        eachPlane { from, to in
            for row in 0..<plane.rowCount {
                for index in 0..<plane.count {
                    body(
                        from + row * plane.chunkStride + index * plane.step,
                        to + row * plane.boxStride + index
                    )
                }
            }
        }
    }
}
