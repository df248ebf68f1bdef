internal import CF
internal import Zarr

/// The loop over the cells of a chunk: each row is mixed along its columns once, then added to the lines of pixels that have a
/// share of it.
///
/// Missing cells add nothing; the result is which lines have any. Offsets have been checked against the length of the memory.
struct MixingLoop: SampleLoop {
    typealias Result = [Int]

    let source: UnsafeRawPointer
    let packing: Packing
    let columns: MixedColumns
    let rows: MixedRows
    /// Pixels of a line of the picture.
    let width: Int
    let sums: UnsafeMutableBufferPointer<Double>

    @inline(__always)
    func run<Missing: MissingRule>(_ missing: Missing) -> [Int] {
        var withGaps: [Int] = []
        columns.withLine { line in
            for (index, row) in rows.lines.enumerated() {
                if across(row.offset, missing, line) { withGaps.append(index) }
                for target in rows.targets[row.targets] {
                    columns.add(line, to: sums, row: target.row, width: width, weight: target.weight)
                }
            }
        }
        return withGaps
    }

    /// Mixes one row of cells along its columns; true where one is missing.
    @inline(__always)
    private func across<Missing: MissingRule>(
        _ offset: Int,
        _ missing: Missing,
        _ line: UnsafeMutableBufferPointer<Double>
    ) -> Bool {
        typealias Sample = Missing.Sample
        let size = MemoryLayout<Sample>.stride
        let start = source + offset * size
        let (scale, shift) = (packing.scale, packing.offset)
        line.update(repeating: 0)
        guard let mixed = line.baseAddress else { return false }
        var isMissing = false
        columns.withEntries { places, offsets, weights in
            for entry in 0..<places.count {
                let sample = start.loadUnaligned(fromByteOffset: offsets[entry] &* size, as: Sample.self)
                guard !missing.isMissing(sample) else {
                    isMissing = true
                    continue
                }
                mixed[Int(places[entry])] += (sample.double * scale + shift) * weights[entry]
            }
        }
        return isMissing
    }
}
