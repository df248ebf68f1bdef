internal import CF
internal import Cube
internal import Failures
internal import Grids
internal import Zarr

/// The values of pixels that lie between the centres of a few cells each.
///
/// The cell in which a pixel lies must have a value, so that what is drawn ends where the data does.
struct ListMixer: Mixer {
    private let lists: CellLists
    private let packing: Packing
    /// Of each pixel the sum of weighted values, that of their weights, and whether its own cell has a value.
    private var sums: [Double]
    private var weights: [Double]
    private var isHeld: [Bool]

    init(_ lists: CellLists, packing: Packing) {
        (self.lists, self.packing) = (lists, packing)
        sums = [Double](repeating: 0, count: lists.pixels)
        weights = sums
        isHeld = [Bool](repeating: false, count: sums.count)
    }

    mutating func add(_ chunk: ChunkWindow) throws(Failure) {
        guard let source = chunk.bytes.baseAddress, chunk.dataType.size == packing.storedType.size else {
            throw .defect
        }
        try NearestSampler.check(chunk)
        let (lists, packing) = (lists, packing)
        let parts = lists.spans.pixels(
            of: 0..<lists.columns.count,
            rows: chunk.rows,
            columns: chunk.columns
        )
        guard !parts.isEmpty else { return }
        sums.withUnsafeMutableBufferPointer { sums in
            weights.withUnsafeMutableBufferPointer { weights in
                isHeld.withUnsafeMutableBufferPointer { isHeld in
                    let loop = ListMixingLoop(
                        source: source,
                        chunk: chunk,
                        packing: packing,
                        lists: lists,
                        parts: parts,
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

/// The loop over the entries of pixels that may lie in a chunk.
///
/// The window's corners have been checked against the length of its memory.
private struct ListMixingLoop: SampleLoop {
    typealias Result = Void

    let source: UnsafeRawPointer
    let chunk: ChunkWindow
    let packing: Packing
    let lists: CellLists
    /// Entries of the lists.
    let parts: [Range<Int>]
    let sums, weights: UnsafeMutableBufferPointer<Double>
    let isHeld: UnsafeMutableBufferPointer<Bool>

    @inline(__always)
    func run<Missing: MissingRule>(_ missing: Missing) {
        lists.columns.withUnsafeBufferPointer { columns in
            lists.rows.withUnsafeBufferPointer { rows in
                lists.weights.withUnsafeBufferPointer { shares in
                    for part in parts { add(part, columns, rows, shares, missing) }
                }
            }
        }
    }

    @inline(__always)
    private func add<Missing: MissingRule>(
        _ part: Range<Int>,
        _ columns: UnsafeBufferPointer<Int32>,
        _ rows: UnsafeBufferPointer<Int32>,
        _ shares: UnsafeBufferPointer<Float>,
        _ missing: Missing
    ) {
        typealias Sample = Missing.Sample
        let (left, top) = (chunk.columns.lowerBound, chunk.rows.lowerBound)
        let (wide, high) = (UInt(chunk.columns.count), UInt(chunk.rows.count))
        let (scale, offset) = (packing.scale, packing.offset)
        // What is above or left of the chunk, or nowhere, is a very large number.
        for entry in part {
            let (down, across) = (Int(rows[entry]) &- top, Int(columns[entry]) &- left)
            guard UInt(bitPattern: down) < high, UInt(bitPattern: across) < wide else { continue }
            let element = chunk.base &+ down &* chunk.rowStride &+ across &* chunk.columnStride
            let sample = source.loadUnaligned(
                fromByteOffset: element &* MemoryLayout<Sample>.stride,
                as: Sample.self
            )
            guard !missing.isMissing(sample) else { continue }
            let (pixel, share) = (entry / CellLists.slots, Double(shares[entry]))
            sums[pixel] += (sample.double * scale + offset) * share
            weights[pixel] += share
            if entry % CellLists.slots == 0 { isHeld[pixel] = true }
        }
    }
}
