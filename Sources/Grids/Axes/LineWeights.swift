/// Which cells along one axis make up the value of each pixel along it, and with what weights.
package struct LineWeights: Sendable {
    /// The cells of all pixels, one pixel after the other.
    package private(set) var cells: [Int32] = []
    /// One for each of these, above 0; they need not add up to 1.
    package private(set) var weights: [Double] = []
    /// Where the cells of each pixel begin, and where those of the last end.
    package private(set) var starts: [Int32] = [0]
    /// For each pixel which of all cells its centre lies in; −1 for none, and where that is no matter.
    package private(set) var own: [Int32] = []

    package init(pixels: Int) {
        starts.reserveCapacity(pixels + 1)
        own.reserveCapacity(pixels)
        cells.reserveCapacity(2 * pixels)
        weights.reserveCapacity(2 * pixels)
    }

    /// How many pixels there are.
    package var pixels: Int { own.count }

    /// Where the cells of a pixel are among all.
    package func entries(of pixel: Int) -> Range<Int> { Int(starts[pixel])..<Int(starts[pixel + 1]) }

    /// What the weights of each pixel add up to.
    package var sums: [Double] {
        (0..<pixels).map { pixel in entries(of: pixel).reduce(0) { $0 + weights[$1] } }
    }

    /// Adds a cell to the pixel that `endPixel` ends; one without weight is left out.
    mutating func add(_ cell: Int, weight: Double) {
        guard weight > 0 else { return }
        cells.append(Int32(cell))
        weights.append(weight)
    }

    /// Ends a pixel with weights that add up to 1, so that no sum is larger than the largest value.
    mutating func endShares() {
        let start = Int(starts[starts.count - 1])
        let sum = weights[start...].reduce(0, +)
        for entry in start..<weights.count where sum > 0 { weights[entry] /= sum }
        endPixel()
    }

    /// Ends a pixel, of which the first cell is the one that its centre lies in where `ownsFirst` says so.
    mutating func endPixel(ownsFirst: Bool = false) {
        let start = starts[starts.count - 1]
        own.append(ownsFirst && Int(start) < cells.count ? start : -1)
        starts.append(Int32(cells.count))
    }

    /// Those of some pixels alone.
    package func part(_ range: Range<Int>) -> LineWeights {
        guard range != 0..<pixels else { return self }
        var part = LineWeights(pixels: range.count)
        for pixel in range {
            let entries = entries(of: pixel)
            for entry in entries { part.add(Int(cells[entry]), weight: weights[entry]) }
            part.endPixel(ownsFirst: own[pixel] >= 0)
        }
        return part
    }

    /// The same with the cells' indices in the stored array, of which a policy leaves this window; nil for all.
    package func mapped(_ window: IndexWindow?) -> LineWeights {
        guard let window else { return self }
        var mapped = self
        mapped.cells = cells.map { Int32(window.index(of: Int($0))) }
        return mapped
    }

    var byteCount: Int { cells.count * 12 + own.count * 8 }
}
