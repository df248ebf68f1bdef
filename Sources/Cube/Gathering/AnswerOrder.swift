internal import Grids
internal import Zarr

/// In which order the values of an array are wanted.
struct AnswerOrder: Sendable, Equatable {
    /// The array's dimensions, outermost first.
    let dimensions: [Int]
    /// So many of the outermost dimensions tell coverages apart: each choice of their positions is an answer of its
    /// own, and answers of several arrays alternate.
    let coverageRank: Int

    /// The order of the array itself.
    init(rank: Int) {
        self.init(dimensions: Array(0..<rank))
    }

    /// One answer, in some order of all dimensions.
    init(dimensions: [Int]) {
        self.dimensions = dimensions
        coverageRank = 0
    }

    /// The order of coverages: members and all that is no time, level or place, then time, level, row and column.
    ///
    /// The leads of one run of a forecast are times.
    init(coverageOf variable: Variable, _ ranges: [[IndexRange]]) {
        let leadIsTime = variable.forecast.map { forecast in
            let run = variable.axes.firstIndex { $0.name == forecast.runAxis?.name }
            return run.map { ranges[$0].indexCount == 1 } ?? (forecast.runAxis == nil)
        }
        let place = variable.gridDimensions
        let ranks = variable.axes.enumerated().map { dimension, axis in
            dimension == place?.row
                ? 3 : dimension == place?.column ? 4 : Self.rank(of: axis, leadIsTime: leadIsTime ?? false)
        }
        dimensions = ranks.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
        coverageRank = min(ranks.count { $0 == 0 }, max(ranks.count - 1, 0))
    }

    private static func rank(of axis: Axis, leadIsTime: Bool) -> Int {
        switch axis.role {
        case .time where axis.times != nil: 1
        case .lead where leadIsTime: 1
        case .vertical: 2
        // Without a grid they are no place.
        case .y: 3
        case .x: 4
        default: 0
        }
    }

    /// What belongs to dimensions, from the order of the array into that of the answer.
    func sorted<Element>(_ elements: [Element]) -> [Element] {
        dimensions.map { elements[$0] }
    }

    /// What belongs to dimensions, from the order of the answer into that of the array.
    func restored<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for (place, dimension) in dimensions.enumerated() { result[dimension] = elements[place] }
        return result
    }
}

extension PlannedRead {
    /// Indices of the stored array, outermost dimension of the answer first.
    var orderedRanges: [[IndexRange]] { order.sorted(arrayRanges) }

    /// Indices per dimension of the answer.
    var orderedShape: [Int] { orderedRanges.map(\.indexCount) }

    /// Ends of chunks per dimension of the answer.
    var orderedEdges: [ChunkEdges] { order.sorted(stored.array.metadata.chunkGrid.dimensions) }

    /// How many answers of their own the outermost dimensions make.
    var coverageCount: Int { orderedShape.prefix(order.coverageRank).reduce(1, *) }

    /// Gathers a box of positions of the answer, in its order.
    func gather(_ positions: [Range<Int>]) -> ChunkGather {
        let parts = zip(orderedRanges, positions).map { $0.sliced($1) }
        return ChunkGather(
            array: stored.array,
            ranges: order.restored(parts),
            order: order.dimensions,
            meant: meant
        )
    }
}
