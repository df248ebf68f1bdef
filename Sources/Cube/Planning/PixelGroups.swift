internal import Zarr

/// The pixels whose elements lie in each chunk.
struct PixelGroups {
    private(set) var chunks: [ChunkCoordinates] = []
    private var order: [Int32]
    private var starts: [Int]

    init(_ places: PixelRead.Places, of read: PixelRead) {
        let grid = read.stored.array.metadata.chunkGrid
        let base = grid.chunk(holding: read.fixed).indices
        var numbers: [ChunkCoordinates: Int32] = [:]
        let held = { (dimension: Int?) in
            dimension.map { HeldChunk(ChunkAxis(edges: grid.dimensions[$0], window: nil)) }
        }
        var (row, column) = (held(read.row), held(read.column))
        var level = places.levels.isEmpty ? nil : held(read.level)
        var (groups, sizes) = ([Int32](repeating: -1, count: places.rows.count), [Int]())
        var last: Int32 = -1
        for pixel in groups.indices where places.hasElement(pixel) {
            let sameRow = row?.isSame(at: Int(places.rows[pixel])) ?? true
            let sameColumn = column?.isSame(at: Int(places.columns[pixel])) ?? true
            let sameLevel = level?.isSame(at: Int(places.levels[pixel])) ?? true
            if last < 0 || !sameRow || !sameColumn || !sameLevel {
                var indices = base
                for (dimension, chunk) in [(read.row, row), (read.column, column), (read.level, level)] {
                    if let dimension, let chunk { indices[dimension] = chunk.index }
                }
                let chunk = ChunkCoordinates(indices)
                if let known = numbers[chunk] {
                    last = known
                } else {
                    last = Int32(chunks.count)
                    numbers[chunk] = last
                    chunks.append(chunk)
                    sizes.append(0)
                }
            }
            groups[pixel] = last
            sizes[Int(last)] += 1
        }
        (order, starts) = Self.sorted(groups, sizes)
    }

    func pixels(_ group: Int) -> ArraySlice<Int32> { order[starts[group]..<starts[group + 1]] }

    /// The pixels group by group, and where each begins.
    private static func sorted(_ groups: [Int32], _ sizes: [Int]) -> ([Int32], [Int]) {
        var starts = [0]
        for size in sizes { starts.append(starts[starts.count - 1] + size) }
        var (order, next) = ([Int32](repeating: 0, count: starts[starts.count - 1]), starts)
        for (pixel, group) in groups.enumerated() where group >= 0 {
            order[next[Int(group)]] = Int32(pixel)
            next[Int(group)] += 1
        }
        return (order, starts)
    }
}

extension PixelRead.Places {
    fileprivate func hasElement(_ pixel: Int) -> Bool {
        rows[pixel] >= 0 && columns[pixel] >= 0 && (levels.isEmpty || levels[pixel] >= 0)
    }
}
