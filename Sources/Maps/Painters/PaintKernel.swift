internal import Cube

/// The loop over pixels: stored number, missing or not, class, palette index.
///
/// Everything that could branch is decided by the caller and arrives as a concrete type. Missing numbers leave the
/// pixel as it is, so that a layer shows what lies below it.
enum PaintKernel {
    /// Paints the pixels of `window`.
    ///
    /// `source` holds the piece's bytes, against whose length `window` has been checked. For the first layer equal
    /// rows are copied, because nothing lies below them.
    @inline(__always)
    static func paint<Missing: MissingRule, Scale: ClassScale>(
        _ window: borrowing PieceWindow,
        source: UnsafeRawPointer,
        onto canvas: CanvasLines,
        shading: Shading,
        missing: Missing,
        scale: Scale,
        isFirstLayer: Bool
    ) {
        typealias Sample = Missing.Sample
        let first = Int32(shading.firstIndex)
        let top = Double(shading.colours - 1)
        window.columns.withUnsafeBufferPointer { columns in
            window.columnOffsets.withUnsafeBufferPointer { offsets in
                var painted: (offset: Int, line: UnsafeMutablePointer<UInt8>)?
                for (row, rowOffset) in zip(window.rows, window.rowOffsets) {
                    let line = canvas.line(Int(row))
                    if isFirstLayer, let painted, painted.offset == rowOffset {
                        copy(columns, from: painted.line, to: line)
                        continue
                    }
                    let start = source + rowOffset * MemoryLayout<Sample>.stride
                    // Offsets were checked; products stay below the piece's length in bytes.
                    for index in 0..<columns.count {
                        let sample = start.loadUnaligned(
                            fromByteOffset: offsets[index] &* MemoryLayout<Sample>.stride,
                            as: Sample.self
                        )
                        let pixel = line + Int(columns[index])
                        let position = scale.position(of: sample.double)
                        // A NaN compares false and takes the lowest class.
                        let inside = position > 0 ? (position < top ? position : top) : 0
                        let painted = UInt8(truncatingIfNeeded: first &+ Int32(inside))
                        pixel.pointee = missing.isMissing(sample) ? pixel.pointee : painted
                    }
                    painted = (rowOffset, line)
                }
            }
        }
    }

    @inline(__always)
    private static func copy(
        _ columns: UnsafeBufferPointer<Int32>,
        from source: UnsafeMutablePointer<UInt8>,
        to target: UnsafeMutablePointer<UInt8>
    ) {
        for column in columns { target[Int(column)] = source[Int(column)] }
    }
}

/// Where the lines of a picture begin in memory.
struct CanvasLines {
    /// The first pixel of the first line.
    let start: UnsafeMutablePointer<UInt8>
    /// Bytes from line to line.
    let stride: Int

    @inline(__always) func line(_ row: Int) -> UnsafeMutablePointer<UInt8> { start + row * stride }
}
