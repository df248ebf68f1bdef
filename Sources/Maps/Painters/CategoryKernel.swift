/// The loop over the pixels of a layer of categories: stored number, missing or not, category, palette index.
///
/// Numbers without a category leave the pixel as it is, as missing ones do unless they have a colour of their own.
enum CategoryKernel {
    /// Paints the pixels of `field`, whose offsets have been checked against the memory that it refers to.
    ///
    /// Where the palette has fewer colours than there are categories they are used again. `gap` is the index of missing
    /// numbers, 0 for none.
    @inline(__always)
    static func paint<Missing: MissingRule>(
        _ field: borrowing SampledField,
        onto canvas: CanvasLines,
        firstIndex: Int,
        colours: Int,
        table: CategoryTable,
        missing: Missing,
        gap: UInt8
    ) {
        typealias Sample = Missing.Sample
        let (mask, base) = (table.mask, table.base)
        let source = field.source
        table.classes.withUnsafeBufferPointer { classes in
            for (row, rowOffset) in zip(field.rows, field.rowOffsets) {
                let line = canvas.line(Int(row))
                let start = source + rowOffset * MemoryLayout<Sample>.stride
                var begin = 0
                for run in field.columns {
                    let pixels = line + Int(run.start)
                    for index in 0..<Int(run.count) {
                        let sample = start.loadUnaligned(
                            fromByteOffset: field.columnOffsets[begin + index]
                                &* MemoryLayout<Sample>.stride,
                            as: Sample.self
                        )
                        guard !missing.isMissing(sample) else {
                            if gap > 0 { pixels[index] = gap }
                            continue
                        }
                        guard let number = sample.wholeNumber else { continue }
                        let (place, overflows) = (number & mask).subtractingReportingOverflow(base)
                        guard !overflows, place >= 0, place < classes.count else { continue }
                        let category = Int(classes[Int(place)])
                        guard category > 0 else { continue }
                        pixels[index] = UInt8(truncatingIfNeeded: firstIndex + (category - 1) % colours)
                    }
                    begin += Int(run.count)
                }
            }
        }
    }
}
