internal import Zarr

/// Which cell of a grid lies under the centre of each pixel; −1 where there is none.
package struct CellMap: Sendable {
    package enum Layout: Sendable {
        /// `columns` has one entry per pixel column, `rows` one per pixel row: rectilinear grids under geographic and
        /// Mercator pictures.
        case separable
        /// Both have one entry per pixel, row-major: every other pair of grid and picture.
        case scattered
    }

    package let layout: Layout
    package let columns: [Int32]
    package let rows: [Int32]

    package init(columns: [Int32], rows: [Int32]) {
        layout = .separable
        self.columns = columns
        self.rows = rows
    }

    /// A map of pixels in any order; of each pair both or neither are −1.
    package init(scatteredColumns columns: [Int32], rows: [Int32]) {
        layout = .scattered
        self.columns = columns
        self.rows = rows
    }

    /// Positions on a variable's axes as indices of its stored array.
    func indices(in variable: Variable) -> CellMap {
        guard let x = variable.axis(.x)?.dimension, let y = variable.axis(.y)?.dimension,
            variable.stored.windows[x] != nil || variable.stored.windows[y] != nil
        else { return self }
        let mapped = { (cells: [Int32], dimension: Int) in
            cells.map { $0 < 0 ? $0 : Int32(variable.stored.arrayIndex(Int($0), dimension: dimension)) }
        }
        let (columns, rows) = (mapped(columns, x), mapped(rows, y))
        return layout == .separable
            ? CellMap(columns: columns, rows: rows) : CellMap(scatteredColumns: columns, rows: rows)
    }

    /// True when no pixel has a cell: the picture is empty and nothing need be read.
    package var isEmpty: Bool {
        !columns.contains { $0 >= 0 } || !rows.contains { $0 >= 0 }
    }

    /// The chunks that pixels see, as indices along y and x, each once, ascending.
    func chunks(rows rowEdges: ChunkEdges, columns columnEdges: ChunkEdges) -> [ChunkPlace] {
        switch layout {
        case .separable:
            let columns = Self.chunks(columns, columnEdges)
            return Self.chunks(rows, rowEdges).flatMap { row in
                columns.map { ChunkPlace(row: row, column: $0) }
            }
        case .scattered:
            var places: Set<ChunkPlace> = []
            var (rowChunk, columnChunk) = (HeldChunk(rowEdges), HeldChunk(columnEdges))
            for (row, column) in zip(rows, columns) where row >= 0 && column >= 0 {
                let isSame = rowChunk.isSame(at: row)
                guard !columnChunk.isSame(at: column) || !isSame else { continue }
                places.insert(ChunkPlace(row: rowChunk.index, column: columnChunk.index))
            }
            return places.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
        }
    }

    private static func chunks(_ cells: [Int32], _ edges: ChunkEdges) -> [Int] {
        var chunks: Set<Int> = []
        var chunk = HeldChunk(edges)
        for cell in cells where cell >= 0 && !chunk.isSame(at: cell) { chunks.insert(chunk.index) }
        return chunks.sorted()
    }

    /// The chunk of the cell looked at last: neighbours mostly share theirs, and then it is not looked for.
    private struct HeldChunk {
        private let edges: ChunkEdges
        private var held = 0..<0
        private(set) var index = -1

        init(_ edges: ChunkEdges) {
            self.edges = edges
        }

        /// Whether the cell lies in the same chunk as the one before; if not, its chunk is the one from now on.
        mutating func isSame(at cell: Int32) -> Bool {
            if held.contains(Int(cell)) { return true }
            index = edges.index(of: Int(cell))
            held = edges.range(of: index)
            return false
        }
    }
}

/// A chunk's indices along y and x.
struct ChunkPlace: Sendable, Hashable {
    let row: Int
    let column: Int
}
