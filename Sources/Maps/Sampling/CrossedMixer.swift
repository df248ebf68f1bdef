internal import CF
internal import Cube
internal import Failures
internal import Grids
internal import Zarr

/// The values of pixels that are mixed from columns and rows of cells: chunks add their share, one after the other.
///
/// A missing cell has no weight. Between centres the cell in which a pixel lies must have a value, so that what is drawn ends
/// where the data does.
struct CrossedMixer: Mixer {
    private let weights: CrossedLines
    private let columns, rows: SortedLine
    private let packing: Packing
    /// Of each pixel, row by row, the sum of weighted values.
    private var sums: [Double]
    /// Of each pixel what weight its missing cells have, and whether its own is one; empty while none is missing.
    private var gaps: [Double] = []
    private var isLost: [Bool] = []

    /// What is left of a weight of 1 where all cells are missing, but for rounding.
    private static let rounding = 1e-9

    init(_ weights: CrossedLines, packing: Packing) {
        (self.weights, self.packing) = (weights, packing)
        (columns, rows) = (SortedLine(weights.columns), SortedLine(weights.rows))
        sums = [Double](repeating: 0, count: weights.columns.pixels * weights.rows.pixels)
    }

    /// Adds what a chunk has of the pixels.
    ///
    /// - Throws: `Failure.defect` where chunk and packing do not fit together.
    mutating func add(_ chunk: ChunkWindow) throws(Failure) {
        guard let source = chunk.bytes.baseAddress, chunk.dataType.size == packing.storedType.size else {
            throw .defect
        }
        try NearestSampler.check(chunk)
        let columns = MixedColumns(self.columns, in: chunk.columns, stride: chunk.columnStride)
        let rows = MixedRows(self.rows, in: chunk.rows, base: chunk.base, stride: chunk.rowStride)
        guard !columns.pixels.isEmpty, !rows.lines.isEmpty else { return }
        let (width, packing) = (weights.columns.pixels, packing)
        let lines = sums.withUnsafeMutableBufferPointer { sums in
            let loop = MixingLoop(
                source: source,
                packing: packing,
                columns: columns,
                rows: rows,
                width: width,
                sums: sums
            )
            return packing.storedType.read(by: loop)
        }
        guard !lines.isEmpty else { return }
        if gaps.isEmpty {
            gaps = [Double](repeating: 0, count: sums.count)
            isLost = [Bool](repeating: false, count: sums.count)
        }
        gaps.withUnsafeMutableBufferPointer { gaps in
            isLost.withUnsafeMutableBufferPointer { isLost in
                let loop = GapLoop(
                    source: source,
                    packing: packing,
                    columns: columns,
                    rows: rows,
                    lines: lines,
                    width: width,
                    gaps: gaps,
                    isLost: isLost
                )
                packing.storedType.read(by: loop)
            }
        }
    }

    /// The value of each pixel, row by row, NaN where there is none; what was added is gone then.
    mutating func values() -> [Double] {
        // Moved out, since a copy would take as long as mixing.
        var values: [Double] = []
        swap(&values, &sums)
        let (across, down) = (weights.columns.sums, weights.rows.sums)
        let (width, needsOwn) = (across.count, weights.needsOwn)
        values.withUnsafeMutableBufferPointer { sums in
            for (row, high) in down.enumerated() {
                let line = UnsafeMutableBufferPointer(rebasing: sums[row * width..<(row + 1) * width])
                guard gaps.isEmpty else {
                    for (column, wide) in across.enumerated() {
                        let (pixel, whole) = (row * width + column, wide * high)
                        let left = whole - gaps[pixel]
                        let isSeen = left > whole * Self.rounding && !(needsOwn && isLost[pixel])
                        line[column] = isSeen ? line[column] / left : .nan
                    }
                    continue
                }
                // Of nothing nothing: 0 / 0 is no number.
                for column in 0..<width { line[column] /= across[column] * high }
            }
        }
        values.round(to: packing.valueType)
        return values
    }
}
