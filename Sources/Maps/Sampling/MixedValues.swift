internal import CF
internal import Cube
internal import Failures
internal import Grids
internal import Zarr

/// The values of pixels that are mixed from several cells each: chunks add their share, one after the other.
///
/// A missing cell has no weight. Between centres the cell in which a pixel lies must have a value, so that what is drawn ends
/// where the data does.
struct MixedValues {
    private let weights: CellWeights
    private let packing: Packing
    /// Of each pixel, row by row: the sum of weighted values, that of their weights, and whether its own cell has a value.
    private var sums: [Double]
    private var shares: [Double]
    private var isHeld: [UInt8]

    /// Bytes for each pixel.
    static let bytesPerPixel = 2 * MemoryLayout<Double>.size + 1

    init(_ weights: CellWeights, packing: Packing) {
        (self.weights, self.packing) = (weights, packing)
        let pixels = weights.columns.pixels * weights.rows.pixels
        sums = [Double](repeating: 0, count: pixels)
        shares = sums
        isHeld = [UInt8](repeating: weights.needsOwn ? 0 : 1, count: pixels)
    }

    /// Adds what a chunk has of the pixels.
    ///
    /// - Throws: `Failure.defect` where chunk and packing do not fit together.
    mutating func add(_ chunk: ChunkWindow) throws(Failure) {
        guard let source = chunk.bytes.baseAddress, chunk.dataType.size == packing.storedType.size else {
            throw .defect
        }
        try NearestSampler.check(chunk)
        let columns = MixedColumns(weights.columns, in: chunk.columns, stride: chunk.columnStride)
        let rows = MixedRows(weights.rows, in: chunk.rows, base: chunk.base, stride: chunk.rowStride)
        guard !columns.pixels.isEmpty, !rows.lines.isEmpty else { return }
        let (width, packing) = (weights.columns.pixels, packing)
        sums.withUnsafeMutableBufferPointer { sums in
            shares.withUnsafeMutableBufferPointer { shares in
                isHeld.withUnsafeMutableBufferPointer { isHeld in
                    let loop = MixingLoop(
                        source: source,
                        packing: packing,
                        columns: columns,
                        rows: rows,
                        width: width,
                        sums: sums,
                        shares: shares,
                        isHeld: isHeld
                    )
                    packing.storedType.read(by: loop)
                }
            }
        }
    }

    /// The value of each pixel, row by row; NaN where there is none.
    consuming func values() -> [Double] {
        for pixel in sums.indices {
            sums[pixel] = isHeld[pixel] != 0 && shares[pixel] > 0 ? sums[pixel] / shares[pixel] : .nan
        }
        return sums
    }
}
