internal import Execution
internal import Zarr

/// Reads single elements of an array, for each pixel those of its own row, column and level.
struct PixelRead {
    /// What the elements of the pixels differ by, as indices of the array; −1 is a pixel without one.
    struct Places {
        var rows: [Int32]
        var columns: [Int32]
        /// Empty where all pixels have the same.
        var levels: [Int32] = []
    }

    let stored: StoredVariable
    /// The index in every dimension of the array; those of rows, columns and levels count for nothing.
    let fixed: [Int]
    let row, column, level: Int?
    /// Chunk bytes in flight at a time, if a single chunk is not more.
    let window: Int

    /// Bytes for each pixel while elements are read, beside these.
    static let bytesPerPixel = 8

    /// The elements of each pixel one after the other, at `depth` indices of the level's dimension where they do not differ by
    /// pixel; zeros for pixels without one.
    ///
    /// - Throws: as reading chunks.
    func elements(of places: Places, depth: [Int] = [], context: WorkContext) throws -> [UInt8] {
        let size = stored.array.metadata.dataType.size
        let count = places.rows.count * max(depth.count, 1) * size
        var elements = [UInt8](repeating: 0, count: count)
        let groups = PixelGroups(places, of: self)
        let edges = stored.array.metadata.chunkGrid.dimensions
        let layers = level.map { Self.layers(depth, edges[$0]) } ?? []
        let wanted = layers.isEmpty ? groups.chunks : groups.chunks.flatMap { self.chunks($0, layers) }
        try stored.array.readChunks(wanted, window: window, fillsCache: true, context: context) {
            index,
            chunk in
            let group = layers.isEmpty ? index : index / layers.count
            let source = ElementSource(self, chunk, at: wanted[index], size: size)
            chunk.withBytes { bytes in
                elements.withUnsafeMutableBytes { target in
                    guard !layers.isEmpty else {
                        return source.copy(groups.pixels(group), places, from: bytes, to: target)
                    }
                    for (place, index) in layers[index % layers.count].levels {
                        source.copy(
                            groups.pixels(group),
                            places,
                            from: bytes,
                            to: target,
                            layer: (index, place, depth.count)
                        )
                    }
                }
            }
        }
        return elements
    }

    /// Indices of the level's dimension by the chunks that hold them, each with its place in the list.
    private static func layers(_ depth: [Int], _ edges: ChunkEdges) -> [(
        chunk: Int, levels: [(place: Int, index: Int)]
    )] {
        let all = depth.enumerated().map { (chunk: edges.index(of: $1), level: (place: $0, index: $1)) }
        return Dictionary(grouping: all, by: \.chunk).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.map(\.level)) }
    }

    private func chunks(
        _ chunk: ChunkCoordinates,
        _ layers: [(chunk: Int, levels: [(place: Int, index: Int)])]
    ) -> [ChunkCoordinates] {
        layers.map { layer in
            var indices = chunk.indices
            if let level { indices[level] = layer.chunk }
            return ChunkCoordinates(indices)
        }
    }
}

/// One chunk's elements by the indices of the array.
private struct ElementSource {
    private struct Side {
        var start = 0
        var stride = 0
    }

    private var base = 0
    private var row = Side()
    private var column = Side()
    private var level = Side()
    private let size: Int

    init(_ read: PixelRead, _ chunk: DecodedChunk, at coordinates: ChunkCoordinates, size: Int) {
        self.size = size
        let edges = read.stored.array.metadata.chunkGrid.dimensions
        for dimension in edges.indices {
            let start = edges[dimension].range(of: coordinates.indices[dimension]).lowerBound
            let stride = chunk.strides[dimension]
            switch dimension {
            case read.row: row = Side(start: start, stride: stride)
            case read.column: column = Side(start: start, stride: stride)
            case read.level: level = Side(start: start, stride: stride)
            default: base += (read.fixed[dimension] - start) * stride
            }
        }
    }

    /// Copies the elements of some pixels; those that do not lie in the bytes are left out.
    ///
    /// `layer` is an index of the level's dimension, its place among the elements of a pixel, and how many these are.
    func copy(
        _ pixels: ArraySlice<Int32>,
        _ places: PixelRead.Places,
        from bytes: UnsafeRawBufferPointer,
        to target: UnsafeMutableRawBufferPointer,
        layer: (index: Int, place: Int, count: Int)? = nil
    ) {
        guard let source = bytes.baseAddress, let start = target.baseAddress else { return }
        let (count, room) = (bytes.count / size, target.count / size)
        let (rows, columns, levels) = (places.rows, places.columns, places.levels)
        for pixel in pixels {
            let pixel = Int(pixel)
            let index = layer?.index ?? (levels.isEmpty ? level.start : Int(levels[pixel]))
            let element =
                base + (Int(rows[pixel]) - row.start) * row.stride
                + (Int(columns[pixel]) - column.start) * column.stride + (index - level.start) * level.stride
            let place = layer.map { pixel * $0.count + $0.place } ?? pixel
            guard element >= 0, element < count, place < room else { continue }
            (start + place * size).copyMemory(from: source + element * size, byteCount: size)
        }
    }
}
