internal import Grids
internal import Zarr

/// The chunks that the pixels of a picture see: all that a map's cost needs, in memory that does not grow with pixels.
struct MapFootprint: Sendable {
    private enum Layout {
        /// Every one of these rows of chunks with every one of these columns.
        case crossed(rows: [Int], columns: [Int])
        case listed([ChunkPosition])
    }

    private let layout: Layout
    /// How many chunks; where an entry for each pixel was looked at, no more than one beyond `most` are counted.
    let count: Int

    /// Of a map in positions on a variable's axes.
    init(_ map: CellMap, rows: ChunkAxis, columns: ChunkAxis, most: Int) {
        switch map.layout {
        case .separable:
            let (rows, columns) = (rows.chunks(of: map.rows), columns.chunks(of: map.columns))
            layout = .crossed(rows: rows, columns: columns)
            count = rows.count * columns.count
        case .scattered:
            var collector = ChunkCollector(rows: rows, columns: columns, most: most)
            collector.add(rows: map.rows, columns: map.columns)
            layout = .listed(collector.sorted)
            count = collector.count
        }
    }

    /// Of what pixels are mixed from, some of them after the other.
    init(_ parts: some Sequence<CellWeights>, rows: ChunkAxis, columns: ChunkAxis, most: Int) {
        var collector = ChunkCollector(rows: rows, columns: columns, most: most)
        var crossed: (rows: Set<Int>, columns: Set<Int>) = ([], [])
        for part in parts {
            switch part {
            case .lines(let lines):
                crossed.rows.formUnion(rows.chunks(of: lines.rows.cells))
                crossed.columns.formUnion(columns.chunks(of: lines.columns.cells))
            case .lists(let lists): collector.add(rows: lists.rows, columns: lists.columns)
            case .centres(let cells): cells.forEachCell { collector.add(row: $0, column: $1) }
            }
        }
        let isListed = collector.count > 0
        layout =
            isListed
            ? .listed(collector.sorted)
            : .crossed(rows: crossed.rows.sorted(), columns: crossed.columns.sorted())
        count = isListed ? collector.count : crossed.rows.count * crossed.columns.count
    }

    /// Of a picture whose map is too large to be made before memory is reserved for it.
    init(
        _ grid: any Grid,
        under target: RasterTarget,
        rows: ChunkAxis,
        columns: ChunkAxis,
        most: Int
    ) {
        var collector = ChunkCollector(rows: rows, columns: columns, most: most)
        grid.forEachCell(under: target) { collector.add(row: $0.row, column: $0.column) }
        layout = .listed(collector.sorted)
        count = collector.count
    }

    /// Each chunk once, ascending.
    var places: [ChunkPosition] {
        switch layout {
        case .crossed(let rows, let columns):
            rows.flatMap { row in columns.map { ChunkPosition(row: row, column: $0) } }
        case .listed(let places): places
        }
    }
}

/// How positions on one axis of a variable lie in chunks.
struct ChunkAxis {
    let edges: ChunkEdges
    /// What a policy leaves of the dimension; nil for all of it.
    let window: IndexWindow?

    /// The chunks of positions, each once, ascending; −1 is in none.
    fileprivate func chunks(of positions: [Int32]) -> [Int] {
        var chunks: Set<Int> = []
        var chunk = HeldChunk(self)
        for position in positions where position >= 0 && !chunk.isSame(at: Int(position)) {
            chunks.insert(chunk.index)
        }
        return chunks.sorted()
    }
}

/// Chunks of cells that come in any order.
private struct ChunkCollector {
    private let most: Int
    private var rows: HeldChunk
    private var columns: HeldChunk
    private var places: Set<ChunkPosition> = []

    init(rows: ChunkAxis, columns: ChunkAxis, most: Int) {
        self.rows = HeldChunk(rows)
        self.columns = HeldChunk(columns)
        self.most = most
    }

    var count: Int { places.count }

    var sorted: [ChunkPosition] { places.sorted { ($0.row, $0.column) < ($1.row, $1.column) } }

    /// Adds the chunks of the cells of two lists of one length, of which −1 is none.
    mutating func add(rows: [Int32], columns: [Int32]) {
        rows.withUnsafeBufferPointer { rows in
            columns.withUnsafeBufferPointer { columns in
                var same: (rows: Range<Int>, columns: Range<Int>) = (0..<0, 0..<0)
                for index in 0..<min(rows.count, columns.count) {
                    let (row, column) = (Int(rows[index]), Int(columns[index]))
                    guard row >= 0, column >= 0 else { continue }
                    if same.rows.contains(row), same.columns.contains(column) { continue }
                    add(row: row, column: column)
                    same = (self.rows.positions, self.columns.positions)
                }
            }
        }
    }

    mutating func add(row: Int, column: Int) {
        let isSame = rows.isSame(at: row)
        guard !columns.isSame(at: column) || !isSame, places.count <= most else { return }
        places.insert(ChunkPosition(row: rows.index, column: columns.index))
    }
}

/// The chunk of the position looked at last: neighbours mostly share theirs, and then it is not looked for.
struct HeldChunk {
    private let axis: ChunkAxis
    private var held = 0..<0
    private(set) var index = -1

    init(_ axis: ChunkAxis) {
        self.axis = axis
    }

    /// Positions that lie in the same chunk as the one looked at last; none where positions are not the cells themselves.
    var positions: Range<Int> { axis.window == nil ? held : 0..<0 }

    /// Whether the position lies in the same chunk as the one before; if not, its chunk is the one from now on.
    mutating func isSame(at position: Int) -> Bool {
        let cell = axis.window?.index(of: position) ?? position
        if held.contains(cell) { return true }
        index = axis.edges.index(of: cell)
        held = axis.edges.range(of: index)
        return false
    }
}
