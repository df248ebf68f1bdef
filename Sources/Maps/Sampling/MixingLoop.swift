internal import CF
internal import Zarr

/// The loop over the cells of a chunk: each row is mixed along its columns once, then added to the lines of pixels that have a
/// share of it.
///
/// Offsets have been checked against the length of the memory.
struct MixingLoop: StoredSampleReader {
    let source: UnsafeRawPointer
    let packing: Packing
    let columns: MixedColumns
    let rows: MixedRows
    /// Pixels of a line of the picture.
    let width: Int
    let sums, shares: UnsafeMutableBufferPointer<Double>
    let isHeld: UnsafeMutableBufferPointer<UInt8>

    /// One row, mixed along its columns.
    private struct MixedLine {
        var sums, shares: [Double]
        var isHeld: [UInt8]

        init(_ pixels: Int) {
            sums = [Double](repeating: 0, count: pixels)
            shares = sums
            isHeld = [UInt8](repeating: 0, count: pixels)
        }
    }

    @inline(__always)
    func read<Sample: StoredSample>(_ type: Sample.Type) {
        let valid = ValidRange<Sample>(packing)
        let missing = packing.missing.compactMap { Sample($0) }
        if missing.isEmpty { return mix(NoMissing(valid: valid)) }
        missing.withUnsafeBufferPointer { mix(ManyMissing(valid: valid, missing: $0)) }
    }

    @inline(__always)
    private func mix<Missing: MissingRule>(_ missing: Missing) {
        var line = MixedLine(columns.pixels.count)
        for row in rows.lines {
            across(row.offset, missing, &line)
            for target in rows.targets[row.targets] { down(line, target) }
        }
    }

    /// Mixes one row of cells along its columns.
    @inline(__always)
    private func across<Missing: MissingRule>(_ offset: Int, _ missing: Missing, _ line: inout MixedLine) {
        typealias Sample = Missing.Sample
        let size = MemoryLayout<Sample>.stride
        let start = source + offset * size
        let (scale, shift) = (packing.scale, packing.offset)
        line.sums.withUnsafeMutableBufferPointer { sums in
            line.shares.withUnsafeMutableBufferPointer { shares in
                line.isHeld.withUnsafeMutableBufferPointer { isHeld in
                    sums.update(repeating: 0)
                    shares.update(repeating: 0)
                    isHeld.update(repeating: 0)
                    for entry in columns.places.indices {
                        let sample = start.loadUnaligned(
                            fromByteOffset: columns.offsets[entry] &* size,
                            as: Sample.self
                        )
                        guard !missing.isMissing(sample) else { continue }
                        let (pixel, weight) = (Int(columns.places[entry]), columns.weights[entry])
                        sums[pixel] += (sample.double * scale + shift) * weight
                        shares[pixel] += weight
                        if columns.areOwn[entry] { isHeld[pixel] = 1 }
                    }
                }
            }
        }
    }

    /// Adds a mixed row to a line of pixels.
    @inline(__always)
    private func down(_ line: MixedLine, _ target: MixedRows.Target) {
        let first = target.row * width + columns.pixels.lowerBound
        let weight = target.weight
        for pixel in 0..<columns.pixels.count {
            sums[first &+ pixel] += line.sums[pixel] * weight
            shares[first &+ pixel] += line.shares[pixel] * weight
        }
        guard target.isOwn else { return }
        for pixel in 0..<columns.pixels.count { isHeld[first &+ pixel] |= line.isHeld[pixel] }
    }
}
