internal import CF
internal import Cube
internal import Failures
internal import Grids
internal import Zarr

/// The values of pixels that lie between the centres of up to four cells each.
///
/// The cell in which a pixel lies must have a value, so that what is drawn ends where the data does.
struct PixelMixer: Mixer {
    private let shares: PixelShares
    private let packing: Packing
    /// Of each pixel the sum of weighted values, that of their weights, and whether its own cell has a value.
    private var sums: [Double]
    private var weights: [Double]
    private var isHeld: [Bool]

    init(_ shares: PixelShares, packing: Packing) {
        (self.shares, self.packing) = (shares, packing)
        sums = [Double](repeating: 0, count: shares.columns.count)
        weights = sums
        isHeld = [Bool](repeating: false, count: sums.count)
    }

    mutating func add(_ chunk: ChunkWindow) throws(Failure) {
        guard let source = chunk.bytes.baseAddress, chunk.dataType.size == packing.storedType.size else {
            throw .defect
        }
        try NearestSampler.check(chunk)
        let (shares, packing) = (shares, packing)
        sums.withUnsafeMutableBufferPointer { sums in
            weights.withUnsafeMutableBufferPointer { weights in
                isHeld.withUnsafeMutableBufferPointer { isHeld in
                    let loop = PixelMixingLoop(
                        source: source,
                        chunk: chunk,
                        packing: packing,
                        shares: shares,
                        sums: sums,
                        weights: weights,
                        isHeld: isHeld
                    )
                    packing.storedType.read(by: loop)
                }
            }
        }
    }

    mutating func values() -> [Double] {
        var values: [Double] = []
        swap(&values, &sums)
        for pixel in values.indices {
            values[pixel] = isHeld[pixel] && weights[pixel] > 0 ? values[pixel] / weights[pixel] : .nan
        }
        values.round(to: packing.valueType)
        return values
    }
}

/// The loop over pixels: each takes what the chunk has of its up to four cells.
///
/// The window's corners have been checked against the length of its memory.
private struct PixelMixingLoop: SampleLoop {
    typealias Result = Void

    let source: UnsafeRawPointer
    let chunk: ChunkWindow
    let packing: Packing
    let shares: PixelShares
    let sums, weights: UnsafeMutableBufferPointer<Double>
    let isHeld: UnsafeMutableBufferPointer<Bool>

    @inline(__always)
    func run<Missing: MissingRule>(_ missing: Missing) {
        for pixel in sums.indices {
            let (column, row) = (shares.columns[pixel], shares.rows[pixel])
            guard column >= 0 else { continue }
            let (across, down) = (shares.across[pixel], shares.down[pixel])
            let beside = PixelShares.next(to: column, across)
            let below = PixelShares.next(to: row, down)
            let (wide, high) = (Double(abs(across)), Double(abs(down)))
            if add(pixel, column, row, (1 - wide) * (1 - high), missing) { isHeld[pixel] = true }
            if beside != column { add(pixel, beside, row, wide * (1 - high), missing) }
            guard below != row else { continue }
            add(pixel, column, below, (1 - wide) * high, missing)
            if beside != column { add(pixel, beside, below, wide * high, missing) }
        }
    }

    /// Adds a cell to a pixel; false where it lies in another chunk or is missing.
    @inline(__always) @discardableResult
    private func add<Missing: MissingRule>(
        _ pixel: Int,
        _ column: Int32,
        _ row: Int32,
        _ weight: Double,
        _ missing: Missing
    ) -> Bool {
        typealias Sample = Missing.Sample
        let (right, down) = (Int(column) &- chunk.columns.lowerBound, Int(row) &- chunk.rows.lowerBound)
        guard right >= 0, right < chunk.columns.count, down >= 0, down < chunk.rows.count else {
            return false
        }
        let element = chunk.base &+ down &* chunk.rowStride &+ right &* chunk.columnStride
        let sample = source.loadUnaligned(
            fromByteOffset: element &* MemoryLayout<Sample>.stride,
            as: Sample.self
        )
        guard !missing.isMissing(sample) else { return false }
        sums[pixel] += (sample.double * packing.scale + packing.offset) * weight
        weights[pixel] += weight
        return true
    }
}
