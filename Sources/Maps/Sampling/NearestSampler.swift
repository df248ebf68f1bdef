internal import CF
internal import Cube
internal import Failures
internal import Grids
internal import Zarr

/// Finds for each pixel the number of the cell under its centre.
struct NearestSampler: Sampler {
    /// The cells under the pixels, as indices of the stored array.
    private let cells: CellMap
    private let packing: Packing
    private let width: Int
    private let lineStride: Int

    /// A tile's worth of pixels: their list is half a megabyte.
    private static let bandPixels = 65_536

    /// For a picture whose lines are `width` pixels long and `lineStride` places apart.
    ///
    /// - Throws: `Failure.defect` for a map of another size.
    init(_ cells: CellMap, packing: Packing, width: Int, height: Int, lineStride: Int) throws(Failure) {
        let (columns, rows) =
            cells.layout == .separable ? (width, height) : (width * height, width * height)
        guard cells.columns.count == columns, cells.rows.count == rows else { throw .defect }
        (self.cells, self.packing, self.width, self.lineStride) = (cells, packing, width, lineStride)
    }

    /// One field, or one for each band of a map with an entry for each pixel, so that a large picture needs no list of all
    /// of them.
    func sample(
        _ chunk: ChunkWindow,
        _ take: (SampledField) throws(Failure) -> Void
    ) throws(Failure) {
        guard let source = chunk.bytes.baseAddress, chunk.dataType.size == packing.storedType.size else {
            throw .defect
        }
        try Self.check(chunk)
        switch cells.layout {
        case .separable: try take(separable(chunk, source))
        case .scattered:
            var start = 0
            while start < cells.rows.count {
                let end = min(start + Self.bandPixels, cells.rows.count)
                try scattered(chunk, source, pixels: start..<end, take)
                start = end
            }
        }
    }

    private func separable(_ chunk: ChunkWindow, _ source: UnsafeRawPointer) -> SampledField {
        var (columns, columnOffsets) = (PixelRuns(), [Int]())
        columnOffsets.reserveCapacity(cells.columns.count)
        for (pixel, cell) in cells.columns.enumerated() where chunk.columns.contains(Int(cell)) {
            columns.append(Int32(truncatingIfNeeded: pixel))
            columnOffsets.append((Int(cell) - chunk.columns.lowerBound) * chunk.columnStride)
        }
        var (rows, rowOffsets): ([Int32], [Int]) = ([], [])
        rows.reserveCapacity(cells.rows.count)
        rowOffsets.reserveCapacity(cells.rows.count)
        for (pixel, cell) in cells.rows.enumerated() where chunk.rows.contains(Int(cell)) {
            rows.append(Int32(truncatingIfNeeded: pixel))
            rowOffsets.append(chunk.base + (Int(cell) - chunk.rows.lowerBound) * chunk.rowStride)
        }
        return SampledField(
            columns: columns.all,
            columnOffsets: columnOffsets,
            rows: rows,
            rowOffsets: rowOffsets,
            source: source,
            packing: packing
        )
    }

    /// Those of the chunk among some pixels of a map with an entry for each, as places on a single line, their numbers brought
    /// together.
    private func scattered(
        _ chunk: ChunkWindow,
        _ source: UnsafeRawPointer,
        pixels: Range<Int>,
        _ take: (SampledField) throws(Failure) -> Void
    ) throws(Failure) {
        let parts = cells.spans.pixels(of: pixels, rows: chunk.rows, columns: chunk.columns)
        let most = parts.reduce(0) { $0 + $1.count }
        guard most > 0 else { return }
        let size = chunk.dataType.size
        let numbers = UnsafeMutableRawPointer.allocate(byteCount: most * size, alignment: 16)
        defer { numbers.deallocate() }
        var places = PixelRuns()
        let offsets = [Int](unsafeUninitializedCapacity: most) { offsets, filled in
            cells.columns.withUnsafeBufferPointer { columns in
                cells.rows.withUnsafeBufferPointer { rows in
                    for part in parts { add(part, rows, columns, chunk, &places, offsets, &filled) }
                }
            }
            let found = UnsafeMutableBufferPointer(rebasing: offsets[..<filled])
            GatheredNumbers.gather(found, size: size, from: source + chunk.base * size, to: numbers)
        }
        try take(
            SampledField(
                columns: places.all,
                columnOffsets: offsets,
                rows: [0],
                rowOffsets: [0],
                source: UnsafeRawPointer(numbers),
                packing: packing
            )
        )
    }

    /// Adds those of some pixels whose cells are in the chunk.
    @inline(__always)
    private func add(
        _ pixels: Range<Int>,
        _ rows: UnsafeBufferPointer<Int32>,
        _ columns: UnsafeBufferPointer<Int32>,
        _ chunk: ChunkWindow,
        _ places: inout PixelRuns,
        _ offsets: UnsafeMutableBufferPointer<Int>,
        _ filled: inout Int
    ) {
        let (left, top) = (chunk.columns.lowerBound, chunk.rows.lowerBound)
        let (wide, high) = (UInt(chunk.columns.count), UInt(chunk.rows.count))
        var (line, across) = pixels.lowerBound.quotientAndRemainder(dividingBy: width)
        // The pixels are those of the map; what is above or left of the chunk, or nowhere, is a very large number.
        for pixel in pixels {
            let (row, column) = (Int(rows[pixel]) &- top, Int(columns[pixel]) &- left)
            if UInt(bitPattern: row) < high, UInt(bitPattern: column) < wide {
                places.append(Int32(truncatingIfNeeded: line * lineStride + across))
                offsets.initializeElement(at: filled, to: row * chunk.rowStride + column * chunk.columnStride)
                filled += 1
            }
            across += 1
            if across == width { (line, across) = (line + 1, 0) }
        }
    }

    /// The window's four corners bound all of its elements.
    static func check(_ chunk: ChunkWindow) throws(Failure) {
        guard !chunk.rows.isEmpty, !chunk.columns.isEmpty else { return }
        let (down, rowOverflow) = (chunk.rows.count - 1).multipliedReportingOverflow(by: chunk.rowStride)
        let (across, columnOverflow) = (chunk.columns.count - 1).multipliedReportingOverflow(
            by: chunk.columnStride
        )
        let (corner, cornerOverflow) = down.addingReportingOverflow(across)
        guard !rowOverflow, !columnOverflow, !cornerOverflow else { throw .defect }
        let elements = chunk.bytes.count / chunk.dataType.size
        for offset in [0, down, across, corner] {
            let (element, overflow) = chunk.base.addingReportingOverflow(offset)
            guard !overflow, element >= 0, element < elements else { throw .defect }
        }
    }
}
