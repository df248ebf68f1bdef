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
                found.append((Int(line.cells[entry]), target))
            }
        }
        found.sort { ($0.cell, $0.target.row) < ($1.cell, $1.target.row) }
        targets = found.map(\.target)
        var start = 0
        while start < found.count {
            let end = found[start...].firstIndex { $0.cell != found[start].cell } ?? found.count
            let offset = base + (found[start].cell - rows.lowerBound) * stride
            lines.append(Line(offset: offset, targets: start..<end))
            start = end
        }
    }
}
