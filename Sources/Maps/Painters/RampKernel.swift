/// The loop over pixels: stored number, missing or not, class, palette index.
///
/// Everything that could branch is decided by the caller and arrives as a concrete type.
enum RampKernel {
    /// Paints the pixels of `field`, whose offsets have been checked against the memory that it refers to.
    ///
    /// For the first layer equal rows are copied, because nothing lies below them.
    @inline(__always)
    static func paint<Missing: MissingRule, Scale: ClassScale, Classes: ClassRule>(
        _ field: borrowing SampledField,
        onto canvas: CanvasLines,
        missing: Missing,
        scale: Scale,
        classes: Classes,
        isFirstLayer: Bool
    ) {
        typealias Sample = Missing.Sample
        let source = field.source
        field.columns.withUnsafeBufferPointer { runs in
            field.columnOffsets.withUnsafeBufferPointer { offsets in
                var painted: (offset: Int, line: UnsafeMutablePointer<UInt8>)?
                for (row, rowOffset) in zip(field.rows, field.rowOffsets) {
                    let line = canvas.line(Int(row))
                    if isFirstLayer, let painted, painted.offset == rowOffset {
                        copy(runs, from: painted.line, to: line)
                        continue
                    }
                    let start = source + rowOffset * MemoryLayout<Sample>.stride
                    var begin = 0
                    for run in runs {
                        let pixels = line + Int(run.start)
                        // Offsets were checked; products stay below the memory's length in bytes, and there is one for
                        // each pixel of the runs.
                        for index in 0..<Int(run.count) {
                            let sample = start.loadUnaligned(
                                fromByteOffset: offsets[begin &+ index] &* MemoryLayout<Sample>.stride,
                                as: Sample.self
                            )
                            let position = scale.position(of: sample.double)
                            let below = pixels[index]
                            let painted = classes.index(at: position, over: below)
                            pixels[index] = missing.isMissing(sample) ? classes.missing(over: below) : painted
                        }
                        begin &+= Int(run.count)
                    }
                    painted = (rowOffset, line)
                }
            }
        }
    }

    @inline(__always)
    private static func copy(
        _ runs: UnsafeBufferPointer<PixelRun>,
        from source: UnsafeMutablePointer<UInt8>,
        to target: UnsafeMutablePointer<UInt8>
    ) {
        for run in runs {
            (target + Int(run.start)).update(from: source + Int(run.start), count: Int(run.count))
        }
    }
}
