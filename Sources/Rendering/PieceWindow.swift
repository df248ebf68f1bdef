internal import Cube
internal import Zarr

/// The pixels of a picture whose cells lie in one piece, with where each pixel's value is stored.
///
/// Made once per piece, so that loops over pixels only add a row's and a column's offset.
struct PieceWindow {
    /// Pixel columns, ascending, and the elements from the piece's first to theirs.
    let columns: [Int32]
    let columnOffsets: [Int]
    /// Pixel rows, ascending, and the elements from the start of the piece's bytes to the first of theirs.
    let rows: [Int32]
    let rowOffsets: [Int]

    /// - Throws: `Failure.defect` when a value would lie outside the piece's bytes.
    init(_ piece: MapPiece, _ cells: CellMap) throws(Failure) {
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
