internal import CF
internal import Cube
internal import Failures
internal import Grids
internal import Zarr

/// The means of the cells whose centres lie in each pixel, by area; where none does the nearest cell's value.
struct CentreMixer: Mixer {
    private let cells: AveragedCells
    private let packing: Packing
    /// Of each pixel the sum of weighted values, and that of their weights.
    private var sums: [Double]
    private var weights: [Double]

    init(_ cells: AveragedCells, packing: Packing) {
        (self.cells, self.packing) = (cells, packing)
        sums = [Double](repeating: 0, count: cells.count)
        weights = sums
    }

    mutating func add(_ chunk: ChunkWindow) throws(Failure) {
        guard let source = chunk.bytes.baseAddress, chunk.dataType.size == packing.storedType.size else {
            throw .defect
        }
        try NearestSampler.check(chunk)
        let (cells, packing) = (cells, packing)
        sums.withUnsafeMutableBufferPointer { sums in
            weights.withUnsafeMutableBufferPointer { weights in
                let loop = CentreLoop(
                    source: source,
                    chunk: chunk,
                    packing: packing,
                    cells: cells,
                    sums: sums,
                    weights: weights
                )
                packing.storedType.read(by: loop)
            }
        }
    }

    mutating func values() -> [Double] {
        var values: [Double] = []
        swap(&values, &sums)
        // Of nothing nothing: 0 / 0 is no number.
        for pixel in values.indices { values[pixel] /= weights[pixel] }
        values.round(to: packing.valueType)
        return values
    }
}

/// The loop over the cells of a chunk.
///
/// The window's corners have been checked against the length of its memory.
private struct CentreLoop: SampleLoop {
    typealias Result = Void

    let source: UnsafeRawPointer
    let chunk: ChunkWindow
    let packing: Packing
    let cells: AveragedCells
    let sums, weights: UnsafeMutableBufferPointer<Double>

    @inline(__always)
    func run<Missing: MissingRule>(_ missing: Missing) {
        cells.forEach(rows: chunk.rows, columns: chunk.columns) { row, column, pixel, weight in
            add(row, column, pixel, weight, missing)
        }
        let parts = cells.spans.pixels(of: 0..<cells.count, rows: chunk.rows, columns: chunk.columns)
        for part in parts {
            for pixel in part {
                let (row, column) = (Int(cells.rows[pixel]), Int(cells.columns[pixel]))
                guard chunk.rows.contains(row), chunk.columns.contains(column) else { continue }
                add(row, column, pixel, 1, missing)
            }
        }
    }

    @inline(__always)
    private func add<Missing: MissingRule>(
        _ row: Int,
        _ column: Int,
        _ pixel: Int,
        _ weight: Double,
        _ missing: Missing
    ) {
        typealias Sample = Missing.Sample
        let down = (row &- chunk.rows.lowerBound) &* chunk.rowStride
        let element = chunk.base &+ down &+ (column &- chunk.columns.lowerBound) &* chunk.columnStride
        let sample = source.loadUnaligned(
            fromByteOffset: element &* MemoryLayout<Sample>.stride,
            as: Sample.self
        )
        guard !missing.isMissing(sample) else { return }
        sums[pixel] += (sample.double * packing.scale + packing.offset) * weight
        weights[pixel] += weight
    }
}
