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

    /// The pixels of `piece`, in a picture whose lines are `lineStride` places apart.
    ///
    /// Where columns and rows of the map do not depend on each other, so do those of the window; else the whole picture
    /// is one line, with a place for each pixel.
    ///
    /// - Throws: `Failure.defect` when a value would lie outside the piece's bytes.
    init(_ piece: MapPiece, _ cells: CellMap, width: Int, lineStride: Int) throws(Failure) {
        try Self.check(piece)
        switch cells.layout {
        case .separable:
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
        case .scattered:
            guard cells.rows.count == cells.columns.count else { throw .defect }
            (columns, columnOffsets) = Self.scattered(cells, piece, width: width, lineStride: lineStride)
            (rows, rowOffsets) = ([0], [piece.base])
        }
    }

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

    private static func scattered(
        _ cells: CellMap,
        _ piece: MapPiece,
        width: Int,
        lineStride: Int
    ) -> ([Int32], [Int]) {
        var places: [Int32] = []
        var offsets: [Int] = []
        for (pixel, (column, row)) in zip(cells.columns, cells.rows).enumerated()
        where piece.columns.contains(Int(column)) && piece.rows.contains(Int(row)) {
            places.append(Int32(truncatingIfNeeded: pixel / width * lineStride + pixel % width))
            offsets.append(
                (Int(row) - piece.rows.lowerBound) * piece.rowStride
                    + (Int(column) - piece.columns.lowerBound) * piece.columnStride
            )
        }
        return (places, offsets)
    }

    /// The window's four corners bound all of its elements.
    private static func check(_ piece: MapPiece) throws(Failure) {
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
