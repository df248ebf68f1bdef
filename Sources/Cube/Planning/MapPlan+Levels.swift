internal import CF
internal import Execution
internal import Grids
internal import Zarr

extension MapPlan {
    /// Reads the level of each pixel and then its element, and hands out the picture as one window of as many rows and columns as
    /// it has pixels.
    func read(
        _ levels: LevelMap,
        cells: CellMap,
        context: WorkContext,
        draw: (ChunkWindow, CellMap) throws -> Void
    ) throws {
        let (width, height) = (target.width, target.height)
        let places = PixelRead.Places(cells, width: width, height: height)
        let found = try levels.levels(at: places, context: context)
        let read = PixelRead(
            stored: variable.stored,
            fixed: slice.indices,
            row: dimensions.row,
            column: dimensions.column,
            level: levels.dimension,
            window: dataset.resources.fetchWindow
        )
        var (first, second) = (places, places)
        first.levels = found.first
        let below = try read.elements(of: first, context: context)
        guard levels.question.method == .linear else {
            try Self.hand(below, variable.packing.storedType, found.first, width, height, draw)
            return
        }
        second.levels = found.second
        let above = try read.elements(of: second, context: context)
        let values = context.measurements.measure(.render) { between(below, above, found) }
        try values.withUnsafeBytes { bytes in
            try Self.hand(bytes, .float64, found.first, width, height, draw)
        }
    }

    /// The value between the two levels of each pixel; NaN where one of them is missing.
    private func between(_ below: [UInt8], _ above: [UInt8], _ levels: LevelMap.Levels) -> [Double] {
        let count = levels.first.count
        let unpacked = { (bytes: [UInt8]) in
            bytes.withUnsafeBytes { variable.packing.unpack($0, shape: [count]).doubles }
        }
        var values = unpacked(below)
        let others = unpacked(above)
        for pixel in values.indices where levels.first[pixel] != levels.second[pixel] {
            values[pixel] += (others[pixel] - values[pixel]) * levels.shares[pixel]
        }
        return values
    }

    private static func hand(
        _ elements: [UInt8],
        _ type: DataType,
        _ levels: [Int32],
        _ width: Int,
        _ height: Int,
        _ draw: (ChunkWindow, CellMap) throws -> Void
    ) throws {
        try elements.withUnsafeBytes { try hand($0, type, levels, width, height, draw) }
    }

    private static func hand(
        _ elements: UnsafeRawBufferPointer,
        _ type: DataType,
        _ levels: [Int32],
        _ width: Int,
        _ height: Int,
        _ draw: (ChunkWindow, CellMap) throws -> Void
    ) throws {
        var (columns, rows) = (levels, levels)
        for pixel in levels.indices where levels[pixel] >= 0 {
            columns[pixel] = Int32(pixel % width)
            rows[pixel] = Int32(pixel / width)
        }
        let window = ChunkWindow(
            dataType: type,
            bytes: elements,
            base: 0,
            rowStride: width,
            columnStride: 1,
            rows: 0..<height,
            columns: 0..<width
        )
        try draw(window, CellMap(scatteredColumns: columns, rows: rows))
    }
}

extension PixelRead.Places {
    /// The cell of each pixel.
    init(_ cells: CellMap, width: Int, height: Int) {
        guard cells.layout == .separable else {
            self.init(rows: cells.rows, columns: cells.columns)
            return
        }
        self.init(
            rows: cells.rows.flatMap { [Int32](repeating: $0, count: width) },
            columns: (0..<height).flatMap { _ in cells.columns }
        )
    }
}
