/// The columns of pixels that a chunk has a share in.
struct MixedColumns {
    /// From the first of them to the last.
    private(set) var pixels = 0..<0
    /// For each cell of a pixel: the pixel, counted from the first; the elements from the row's first to the cell; its weight;
    /// and whether the pixel lies in it.
    private(set) var places: [Int32] = []
    private(set) var offsets: [Int] = []
    private(set) var weights: [Double] = []
    private(set) var areOwn: [Bool] = []

    init(_ line: SortedLine, in columns: Range<Int>, stride: Int) {
        let entries = line.entries(in: columns)
        var (first, last) = (Int32.max, Int32.min)
        for entry in entries { (first, last) = (min(first, entry.pixel), max(last, entry.pixel)) }
        guard first <= last else { return }
        pixels = Int(first)..<Int(last) + 1
        for entry in entries {
            places.append(entry.pixel - first)
            offsets.append((Int(entry.cell) - columns.lowerBound) * stride)
            weights.append(entry.weight)
            areOwn.append(entry.isOwn)
        }
    }

    /// Room for a number a pixel.
    @inline(__always)
    func withLine(_ body: (UnsafeMutableBufferPointer<Double>) -> Void) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: pixels.count) { line in
            line.initialize(repeating: 0)
            body(line)
        }
    }

    /// Adds a line of its pixels to one of a picture, `width` pixels long.
    @inline(__always)
    func add(
        _ line: UnsafeMutableBufferPointer<Double>,
        to sums: UnsafeMutableBufferPointer<Double>,
        row: Int,
        width: Int,
        weight: Double
    ) {
        guard let from = line.baseAddress, let start = sums.baseAddress else { return }
        let pixels = start + (row * width + self.pixels.lowerBound)
        for pixel in 0..<line.count { pixels[pixel] += from[pixel] * weight }
    }

    /// What the loop over them reads: there are as many of each.
    @inline(__always)
    func withEntries(
        _ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Int>, UnsafeBufferPointer<Double>) -> Void
    ) {
        places.withUnsafeBufferPointer { places in
            offsets.withUnsafeBufferPointer { offsets in
                weights.withUnsafeBufferPointer { body(places, offsets, $0) }
            }
        }
    }
}

/// The rows of a chunk that pixels have a share of.
struct MixedRows {
    struct Line {
        /// Elements from the start of the memory to the row's first.
        let offset: Int
        /// Where its lines of pixels are among `targets`.
        let targets: Range<Int>
    }

    struct Target {
        let row: Int
        let weight: Double
        let isOwn: Bool
    }

    private(set) var lines: [Line] = []
    private(set) var targets: [Target] = []

    init(_ line: SortedLine, in rows: Range<Int>, base: Int, stride: Int) {
        var last: Int32?
        for entry in line.entries(in: rows) {
            if entry.cell != last {
                let offset = base + (Int(entry.cell) - rows.lowerBound) * stride
                lines.append(Line(offset: offset, targets: targets.count..<targets.count))
            }
            last = entry.cell
            targets.append(Target(row: Int(entry.pixel), weight: entry.weight, isOwn: entry.isOwn))
            let line = lines.removeLast()
            lines.append(Line(offset: line.offset, targets: line.targets.lowerBound..<targets.count))
        }
    }
}
