internal import CF
internal import Zarr

/// The loop over the lines of a chunk in which cells are missing: what weight pixels lose by them, and which lose their own.
///
/// Offsets have been checked against the length of the memory.
struct GapLoop: SampleLoop {
    typealias Result = Void

    let source: UnsafeRawPointer
    let packing: Packing
    let columns: MixedColumns
    let rows: MixedRows
    /// The lines to look at.
    let lines: [Int]
    /// Pixels of a line of the picture.
    let width: Int
    let gaps: UnsafeMutableBufferPointer<Double>
    let isLost: UnsafeMutableBufferPointer<Bool>

    @inline(__always)
    func run<Missing: MissingRule>(_ missing: Missing) {
        var lost: [Int] = []
        columns.withLine { line in
            for index in lines {
                lost.removeAll(keepingCapacity: true)
                across(rows.lines[index].offset, missing, line, &lost)
                for target in rows.targets[rows.lines[index].targets] {
                    columns.add(line, to: gaps, row: target.row, width: width, weight: target.weight)
                    guard target.isOwn else { continue }
                    let first = target.row * width + columns.pixels.lowerBound
                    for place in lost { isLost[first + place] = true }
                }
            }
        }
    }

    /// What weight a row's missing cells have in each pixel, and the pixels whose own they are.
    @inline(__always)
    private func across<Missing: MissingRule>(
        _ offset: Int,
        _ missing: Missing,
        _ line: UnsafeMutableBufferPointer<Double>,
        _ lost: inout [Int]
    ) {
        typealias Sample = Missing.Sample
        let size = MemoryLayout<Sample>.stride
        let start = source + offset * size
        line.update(repeating: 0)
        columns.withEntries { places, offsets, weights in
            for entry in 0..<places.count {
                let sample = start.loadUnaligned(fromByteOffset: offsets[entry] &* size, as: Sample.self)
                guard missing.isMissing(sample) else { continue }
                line[Int(places[entry])] += weights[entry]
                if columns.areOwn[entry] { lost.append(Int(places[entry])) }
            }
        }
    }
}
