internal import Grids
internal import Zarr

/// How an answer is cut into pieces that are contiguous in output order and fit into memory.
///
/// Along one dimension, the cut, pieces end where chunks end; the dimensions outside it go index by index, those
/// inside it are whole. The cut lies inside the dimensions that tell coverages apart. A chunk is decoded once for each index of the outer dimensions that lies in it: the
/// amplification (design of the read path: up to 4 is streamed).
struct SlabPlan {
    /// Chunks decoded so often on average are no reason to turn the answer round on disk.
    static let maxRepeats = 4

    private let shape: [Int]
    private let cut: Int
    /// Output positions along the cut.
    private let pieces: [Range<Int>]
    let maxBytes: Int
    /// How often the average chunk is decoded.
    let amplification: Int

    /// The first cut whose pieces are small; if that repeats too much, the first whose pieces are tolerable.
    init(_ read: PlannedRead, _ sizes: StreamSizes) {
        let (shape, ranges, edges) = (read.orderedShape, read.orderedRanges, read.orderedEdges)
        let size = read.stored.dataType.size
        let outermost = max(min(read.order.coverageRank, shape.count - 1), 0)
        let plans = shape.indices.dropFirst(outermost).map { cut in
            SlabPlan(ranges, shape, edges, cut: cut, size: size, most: sizes.wanted)
        }
        let small = plans.first { $0.maxBytes <= sizes.wanted }
        let tolerable = plans.first { $0.maxBytes <= sizes.tolerated }
        let isCheap = small.map { $0.amplification <= Self.maxRepeats } ?? false
        let chosen = isCheap ? small : tolerable ?? small ?? plans.last
        self = chosen ?? SlabPlan(shape: shape, cut: 0, pieces: [], maxBytes: size, amplification: 1)
    }

    private init(shape: [Int], cut: Int, pieces: [Range<Int>], maxBytes: Int, amplification: Int) {
        self.shape = shape
        self.cut = cut
        self.pieces = pieces
        self.maxBytes = maxBytes
        self.amplification = amplification
    }

    private init(
        _ ranges: [[IndexRange]],
        _ shape: [Int],
        _ edges: [ChunkEdges],
        cut: Int,
        size: Int,
        most: Int
    ) {
        let inner = shape[(cut + 1)...].reduce(size, *)
        let pieces = Self.pieces(ranges[cut], edges[cut], most: max(most / max(inner, 1), 1))
        let rows = pieces.reduce(0) { max($0, $1.count) }
        let repeats = (0..<cut).reduce(1) { $0 * min(shape[$1], edges[$1].longest) }
        self.init(
            shape: shape,
            cut: cut,
            pieces: pieces,
            maxBytes: max(rows * inner, 1),
            amplification: repeats
        )
    }

    /// Positions grouped by chunk, and chunks joined up to `most` positions a piece.
    static func pieces(_ ranges: [IndexRange], _ edges: ChunkEdges, most: Int) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var before = 0
        for range in ranges {
            var position = 0
            while position < range.count {
                let index = range[position]
                let left = edges.range(of: edges.index(of: index)).upperBound - index
                let inside = min((left + range.stride - 1) / range.stride, range.count - position)
                let start = before + position
                if let last = pieces.last, last.upperBound == start, last.count + inside <= most {
                    pieces[pieces.count - 1] = last.lowerBound..<(start + inside)
                } else {
                    pieces.append(start..<(start + inside))
                }
                position += inside
            }
            before += range.count
        }
        return pieces
    }

    /// Calls `body` with the output positions of each piece, by dimension, in output order.
    ///
    /// `coverage` holds the positions of the outermost dimensions, up to the cut, for one answer of several; the pieces
    /// are then those of that answer.
    func forEach(coverage: [Int] = [], _ body: ([Range<Int>]) throws -> Void) rethrows {
        if shape.isEmpty { return try body([]) }
        var outer = coverage + [Int](repeating: 0, count: max(cut - coverage.count, 0))
        repeat {
            for piece in pieces {
                let fixed = outer.map { $0..<($0 + 1) }
                try body(fixed + [piece] + shape[(cut + 1)...].map { 0..<$0 })
            }
        } while Self.advance(&outer, shape, from: coverage.count)
    }

    private static func advance(_ places: inout [Int], _ limits: [Int], from first: Int) -> Bool {
        for dimension in places.indices.dropFirst(first).reversed() {
            places[dimension] += 1
            if places[dimension] < limits[dimension] { return true }
            places[dimension] = 0
        }
        return false
    }
}
