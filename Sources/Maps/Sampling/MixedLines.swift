internal import Grids

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

    init(_ line: LineWeights, in columns: Range<Int>, stride: Int) {
        for pixel in 0..<line.pixels {
            for entry in line.entries(of: pixel) where columns.contains(Int(line.cells[entry])) {
                if places.isEmpty { pixels = pixel..<pixel }
                pixels = pixels.lowerBound..<(pixel + 1)
                places.append(Int32(pixel - pixels.lowerBound))
                offsets.append((Int(line.cells[entry]) - columns.lowerBound) * stride)
                weights.append(line.weights[entry])
                areOwn.append(line.own[pixel] == Int32(entry))
            }
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

    init(_ line: LineWeights, in rows: Range<Int>, base: Int, stride: Int) {
        var found: [(cell: Int, target: Target)] = []
        for pixel in 0..<line.pixels {
            for entry in line.entries(of: pixel) where rows.contains(Int(line.cells[entry])) {
                let isOwn = line.own[pixel] == Int32(entry)
                let target = Target(row: pixel, weight: line.weights[entry], isOwn: isOwn)
                found.append((Int(line.cells[entry]) - rows.lowerBound, target))
            }
        }
        // Counted by row: sorting them would take as long as mixing a tile.
        var ends = [Int](repeating: 0, count: rows.count + 1)
        for part in found { ends[part.cell + 1] += 1 }
        for row in 0..<rows.count { ends[row + 1] += ends[row] }
        lines = (0..<rows.count).compactMap { row in
            let targets = ends[row]..<ends[row + 1]
            return targets.isEmpty ? nil : Line(offset: base + row * stride, targets: targets)
        }
        var order = [Int](repeating: 0, count: found.count)
        var next = ends
        for (index, part) in found.enumerated() {
            order[next[part.cell]] = index
            next[part.cell] += 1
        }
        targets = order.map { found[$0].target }
    }
}
