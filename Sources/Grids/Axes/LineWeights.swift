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
    }

    /// How many pixels there are.
    package var pixels: Int { own.count }

    /// Where the cells of a pixel are among all.
    package func entries(of pixel: Int) -> Range<Int> { Int(starts[pixel])..<Int(starts[pixel + 1]) }

    /// Adds a pixel; `ownEntry` counts from its own first cell.
    mutating func append(_ parts: [(cell: Int, weight: Double)], ownEntry: Int? = nil) {
        own.append(ownEntry.map { Int32(cells.count + $0) } ?? -1)
        for part in parts where part.weight > 0 {
            cells.append(Int32(part.cell))
            weights.append(part.weight)
        }
        starts.append(Int32(cells.count))
    }

    /// Those of some pixels alone.
    package func part(_ range: Range<Int>) -> LineWeights {
        var part = LineWeights(pixels: range.count)
        for pixel in range {
            let entries = entries(of: pixel)
            let mixed = entries.map { (cell: Int(cells[$0]), weight: weights[$0]) }
            part.append(mixed, ownEntry: own[pixel] < 0 ? nil : Int(own[pixel]) - entries.lowerBound)
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
