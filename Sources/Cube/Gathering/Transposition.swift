internal import CF
internal import Grids
internal import Zarr

/// How an answer is transposed on disk: boxes of chunks in, stretches of output out.
///
/// Groups are boxes of positions that end where chunks end, so that each chunk is decoded once; stretches are
/// contiguous in the answer. What a group holds of a stretch is contiguous in the group too, because the stretch fixes
/// the outer dimensions, cuts one and takes the inner ones whole. Stretches lie in the file where they lie in the
/// answer; inside one its segments follow each other in the order of the groups.
struct Transposition {
    private let shape: [Int]
    private let size: Int
    /// Pieces of each dimension; a group is one piece of each.
    private let groups: [[Range<Int>]]
    /// The dimension that stretches cut, and its pieces.
    private let cut: Int
    private let pieces: [Range<Int>]

    init(_ read: PlannedRead, _ sizes: StreamSizes) {
        let shape = read.orderedShape
        let size = read.stored.dataType.size
        self.shape = shape
        self.size = size
        cut =
            shape.indices.dropFirst(read.order.coverageRank).first {
                shape[($0 + 1)...].reduce(size, *) <= sizes.wanted
            } ?? max(shape.count - 1, 0)
        let inner = shape.dropFirst(cut + 1).reduce(size, *)
        let rows = max(sizes.wanted / max(inner, 1), 1)
        let length = shape.isEmpty ? 1 : shape[cut]
        pieces = stride(from: 0, to: length, by: rows).map { $0..<min($0 + rows, length) }
        groups = Self.groups(read.orderedRanges, read.orderedEdges, shape, size: size, most: sizes.wanted)
    }

    /// One chunk in each dimension, and as many more along the inner ones as fit.
    private static func groups(
        _ ranges: [[IndexRange]],
        _ edges: [ChunkEdges],
        _ shape: [Int],
        size: Int,
        most: Int
    ) -> [[Range<Int>]] {
        var widths = zip(shape, edges).map { min($0, $1.longest) }
        for dimension in shape.indices.reversed() {
            let others = widths.indices.reduce(size) { $1 == dimension ? $0 : $0 * widths[$1] }
            widths[dimension] = min(max(most / max(others, 1), widths[dimension]), shape[dimension])
        }
        return zip(ranges, zip(edges, widths)).map { SlabPlan.pieces($0, $1.0, most: $1.1) }
    }

    /// Bytes of the file.
    var bytes: Int { shape.reduce(size, *) }

    private var groupBytes: Int { groups.reduce(size) { $0 * ($1.map(\.count).max() ?? 0) } }
    private var stretchBytes: Int {
        shape.dropFirst(cut + 1).reduce(size, *) * (pieces.map(\.count).max() ?? 0)
    }

    /// A group with its chunks, then a stretch as it was written and as it goes out.
    func workingSet(inFlight: Int) -> Int {
        max(groupBytes.addingReportingOverflow(inFlight).partialValue, 2 * stretchBytes)
    }
}

extension Transposition {
    /// Calls `body` with the positions of each group, in the order in which segments follow each other.
    func forEachGroup(_ body: ([Range<Int>]) throws -> Void) rethrows {
        try Self.forEachChoice(of: groups, body)
    }

    /// Calls `body` with each segment of a group: its first byte in the group, its length, and the number of its stretch.
    func forEachSegment(of group: [Range<Int>], _ body: (Int, Int, Int) throws -> Void) rethrows {
        let inner = group.dropFirst(cut + 1).reduce(size) { $0 * $1.count }
        let touched = pieces.indices.filter { pieces[$0].overlaps(group[cut]) }
        var start = 0
        try Self.forEachChoice(of: group.prefix(cut).map { range in range.map { $0..<($0 + 1) } }) { outer in
            let row = zip(outer, shape).reduce(0) { $0 * $1.1 + $1.0.lowerBound }
            for piece in touched {
                let length = pieces[piece].clamped(to: group[cut]).count * inner
                try body(start, length, row * pieces.count + piece)
                start += length
            }
        }
    }

    /// Stretches in the order of the answer: where each begins in the file, and its length.
    ///
    /// `coverage` holds the positions of the outermost dimensions, up to the cut, for one answer of several.
    func forEachStretch(coverage: [Int] = [], _ body: (Stretch) throws -> Void) rethrows {
        let inner = shape.dropFirst(cut + 1).reduce(size, *)
        let outer =
            coverage.map { [$0..<($0 + 1)] }
            + shape.prefix(cut).dropFirst(coverage.count).map { length in
                (0..<length).map { $0..<($0 + 1) }
            }
        try Self.forEachChoice(of: outer) { fixed in
            let row = zip(fixed, shape).reduce(0) { $0 * $1.1 + $1.0.lowerBound }
            for (place, piece) in pieces.enumerated() {
                let number = row * pieces.count + place
                let start = (row * shape[cut] + piece.lowerBound) * inner
                let box = fixed + [piece] + shape.dropFirst(cut + 1).map { 0..<$0 }
                try body(Stretch(number: number, start: start, bytes: piece.count * inner, box: box))
            }
        }
    }

    var stretchCount: Int { shape.prefix(cut).reduce(pieces.count, *) }

    /// A contiguous part of the answer.
    struct Stretch {
        let number: Int
        /// In bytes from the start of the answer, and of the file.
        let start: Int
        let bytes: Int
        /// Its positions, by dimension.
        let box: [Range<Int>]
    }

    /// Copies the segments of a stretch from the order of the groups into that of the answer.
    func scatter(
        _ stretch: Stretch,
        from segments: UnsafeRawPointer,
        to output: UnsafeMutableRawPointer
    ) {
        let strides = RowMajor.strides(stretch.box.map(\.count))
        var read = 0
        let touched = zip(groups, stretch.box).map { pieces, range in pieces.filter { $0.overlaps(range) } }
        Self.forEachChoice(of: touched) { group in
            let common = zip(group, stretch.box).map { $0.clamped(to: $1) }
            let own = RowMajor.strides(common.map(\.count))
            let dimensions = common.indices.map {
                StridedCopy.Dimension(count: common[$0].count, source: own[$0], destination: strides[$0])
            }.filter { $0.count > 1 }
            let first = zip(zip(common, stretch.box), strides).reduce(0) { sum, entry in
                sum + (entry.0.0.lowerBound - entry.0.1.lowerBound) * entry.1
            }
            StridedCopy(dimensions, elementSize: size).run(from: segments + read, to: output + first * size)
            read += common.reduce(size) { $0 * $1.count }
        }
    }

    /// Every choice of one range from each list, the last list fastest.
    private static func forEachChoice(
        of lists: [[Range<Int>]],
        _ body: ([Range<Int>]) throws -> Void
    ) rethrows {
        guard !lists.contains(where: \.isEmpty) else { return }
        var places = [Int](repeating: 0, count: lists.count)
        while true {
            try body(zip(lists, places).map { $0[$1] })
            var dimension = lists.count - 1
            while dimension >= 0, places[dimension] + 1 == lists[dimension].count {
                places[dimension] = 0
                dimension -= 1
            }
            guard dimension >= 0 else { return }
            places[dimension] += 1
        }
    }
}
