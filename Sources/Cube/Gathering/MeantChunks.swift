internal import Grids
internal import Zarr

/// The chunks along the rows and columns of a grid that hold a cell of an area: those of a window around it that hold none
/// are not read.
struct MeantChunks: Sendable {
    /// Dimensions of the array.
    let row: Int
    let column: Int
    private let places: Set<ChunkPosition>
    /// Elements of one row and column that these chunks hold together.
    let positions: Int

    var count: Int { places.count }

    /// Of an area in rows and columns, `inside` of which tells the runs of columns of each row; ranges are indices of the
    /// array.
    init(
        _ inside: [[Range<Int>]],
        row: (dimension: Int, ranges: [IndexRange]),
        column: (dimension: Int, ranges: [IndexRange]),
        edges: [ChunkEdges]
    ) {
        (self.row, self.column) = (row.dimension, column.dimension)
        let (down, across) = (edges[row.dimension], edges[column.dimension])
        let chunks = Self.chunks(of: column.ranges, across)
        var places: Set<ChunkPosition> = []
        for (runs, line) in zip(inside, Self.chunks(of: row.ranges, down)) {
            for run in runs {
                var last = -1
                for position in run where position < chunks.count && chunks[position] != last {
                    last = chunks[position]
                    places.insert(ChunkPosition(row: line, column: last))
                }
            }
        }
        self.places = places
        positions = places.reduce(0) { sum, place in
            sum + down.range(of: place.row).count * across.range(of: place.column).count
        }
    }

    /// For each index the chunk that holds it.
    private static func chunks(of ranges: [IndexRange], _ edges: ChunkEdges) -> [Int] {
        ranges.flatMap { range in (0..<range.count).map { edges.index(of: range[$0]) } }
    }

    /// Whether a chunk holds a cell that is meant, given by its indices along the array's dimensions.
    func contain(_ indices: [Int]) -> Bool {
        places.contains(ChunkPosition(row: indices[row], column: indices[column]))
    }
}

extension PlannedRead {
    /// Of an area that does not fill its window; nil for other reads.
    static func meantChunks(
        _ variable: Variable?,
        _ placed: CellSet?,
        _ ranges: [[IndexRange]],
        _ stored: StoredVariable
    ) -> MeantChunks? {
        guard let placed, let inside = placed.inside, let place = variable?.gridDimensions,
            let row = place.row,
            ranges[row] == placed.rows, ranges[place.column] == placed.columns
        else { return nil }
        let wanted = stored.arrayRanges(ranges)
        return MeantChunks(
            inside,
            row: (row, wanted[row]),
            column: (place.column, wanted[place.column]),
            edges: stored.array.metadata.chunkGrid.dimensions
        )
    }
}
