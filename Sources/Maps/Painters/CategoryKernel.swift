internal import Cube
internal import Zarr

/// The loop over the pixels of a layer of categories: stored number, missing or not, category, palette index.
///
/// Numbers without a category leave the pixel as it is, as missing ones do.
enum CategoryKernel {
    /// Paints the pixels of `window`, whose offsets have been checked against the length of the bytes at `source`.
    ///
    /// Where the palette has fewer colours than there are categories they are used again.
    @inline(__always)
    static func paint<Missing: MissingRule>(
        _ window: borrowing PieceWindow,
        source: UnsafeRawPointer,
        onto canvas: CanvasLines,
        shading: Shading,
        table: CategoryTable,
        missing: Missing
    ) {
        typealias Sample = Missing.Sample
        let (mask, base) = (table.mask, table.base)
        table.classes.withUnsafeBufferPointer { classes in
            for (row, rowOffset) in zip(window.rows, window.rowOffsets) {
                let line = canvas.line(Int(row))
                let start = source + rowOffset * MemoryLayout<Sample>.stride
                for index in 0..<window.columns.count {
                    let sample = start.loadUnaligned(
                        fromByteOffset: window.columnOffsets[index] &* MemoryLayout<Sample>.stride,
                        as: Sample.self
                    )
                    guard !missing.isMissing(sample), let number = sample.wholeNumber else { continue }
                    let (place, overflows) = (number & mask).subtractingReportingOverflow(base)
                    guard !overflows, place >= 0, place < classes.count else { continue }
                    let category = Int(classes[Int(place)])
                    guard category > 0 else { continue }
                    let entry = shading.firstIndex + (category - 1) % shading.colours
                    line[Int(window.columns[index])] = UInt8(truncatingIfNeeded: entry)
                }
            }
        }
    }
}
