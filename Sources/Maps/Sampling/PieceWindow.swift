internal import Cube
internal import Zarr

/// The pixels of a picture whose cells lie in one piece, with where each pixel's value is stored.
///
/// Made once per piece, so that loops over pixels only add a row's and a column's offset.
struct PieceWindow {
    /// Places along a line of the picture, ascending, and the elements from the line's first to theirs.
    let columns: [Int32]
    let columnOffsets: [Int]
    /// Lines of the picture, ascending, and the elements from the start of the piece's bytes to the first of theirs.
    let rows: [Int32]
    let rowOffsets: [Int]

    /// The pixels of `piece` under a map whose columns and rows do not depend on each other.
    ///
    /// - Throws: `Failure.defect` when a value would lie outside the piece's bytes.
    init(_ piece: ChunkWindow, separable cells: CellMap) throws(Failure) {
        try Self.check(piece)
        (columns, columnOffsets) = Self.pixels(
            cells.columns,
            in: piece.columns,
            first: 0,
            stride: piece.columnStride
        )
        (rows, rowOffsets) = Self.pixels(
            cells.rows,
            in: piece.rows,
            first: piece.base,
            stride: piece.rowStride
        )
    }

    /// Those of `piece` among some pixels of a map with an entry for each, as places on a single line.
    ///
    /// Lines of the picture are `width` pixels long and `lineStride` places apart. Throws as the other.
    init(
        _ piece: ChunkWindow,
        scattered cells: CellMap,
        pixels: Range<Int>,
        width: Int,
        lineStride: Int
    ) throws(Failure) {
        try Self.check(piece)
        guard cells.rows.count == cells.columns.count, pixels.upperBound <= cells.rows.count else {
            throw .defect
        }
        var places: [Int32] = []
        var offsets: [Int] = []
        for pixel in pixels {
            let (column, row) = (Int(cells.columns[pixel]), Int(cells.rows[pixel]))
            guard piece.columns.contains(column), piece.rows.contains(row) else { continue }
            places.append(Int32(truncatingIfNeeded: pixel / width * lineStride + pixel % width))
            offsets.append(
                (row - piece.rows.lowerBound) * piece.rowStride
                    + (column - piece.columns.lowerBound) * piece.columnStride
            )
        }
        (columns, columnOffsets, rows, rowOffsets) = (places, offsets, [0], [piece.base])
    }

    /// The windows that together hold all pixels of `piece`: one, or one for each band of a map with an entry for each
    /// pixel, so that a large picture needs no list of all of them.
    static func forEach(
        _ piece: ChunkWindow,
        _ cells: CellMap,
        width: Int,
        lineStride: Int,
        _ body: (PieceWindow) throws(Failure) -> Void
    ) throws(Failure) {
        switch cells.layout {
        case .separable: try body(PieceWindow(piece, separable: cells))
        case .scattered:
            var start = 0
            while start < cells.rows.count {
                let end = min(start + bandPixels, cells.rows.count)
                try body(
                    PieceWindow(
                        piece,
                        scattered: cells,
                        pixels: start..<end,
                        width: width,
                        lineStride: lineStride
                    )
                )
                start = end
            }
        }
    }

    /// A tile's worth of pixels: their list is three quarters of a megabyte.
    private static let bandPixels = 65_536

    private static func pixels(
        _ cells: [Int32],
        in window: Range<Int>,
        first: Int,
        stride: Int
    ) -> ([Int32], [Int]) {
        var pixels: [Int32] = []
        var offsets: [Int] = []
        pixels.reserveCapacity(cells.count)
        offsets.reserveCapacity(cells.count)
        for (pixel, cell) in cells.enumerated() where window.contains(Int(cell)) {
            pixels.append(Int32(truncatingIfNeeded: pixel))
            offsets.append(first + (Int(cell) - window.lowerBound) * stride)
        }
        return (pixels, offsets)
    }

    /// The window's four corners bound all of its elements.
    private static func check(_ piece: ChunkWindow) throws(Failure) {
        guard !piece.rows.isEmpty, !piece.columns.isEmpty else { return }
        let (down, rowOverflow) = (piece.rows.count - 1).multipliedReportingOverflow(by: piece.rowStride)
        let (across, columnOverflow) = (piece.columns.count - 1).multipliedReportingOverflow(
            by: piece.columnStride
        )
        let (corner, cornerOverflow) = down.addingReportingOverflow(across)
        guard !rowOverflow, !columnOverflow, !cornerOverflow else { throw .defect }
        let elements = piece.bytes.count / piece.dataType.size
        for offset in [0, down, across, corner] {
            let (element, overflow) = piece.base.addingReportingOverflow(offset)
            guard !overflow, element >= 0, element < elements else { throw .defect }
        }
    }
}
