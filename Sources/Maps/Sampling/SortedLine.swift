internal import Grids

/// What the pixels of a line are mixed from in the order of its cells: what a chunk has of it stands side by side.
///
/// Sorted once, since a picture may see many chunks, each of which has a share in few of its pixels.
struct SortedLine {
    struct Entry {
        let cell: Int32
        let pixel: Int32
        let weight: Double
        /// Whether the pixel lies in the cell.
        let isOwn: Bool
    }

    private let entries: [Entry]

    init(_ line: LineWeights) {
        var entries: [Entry] = []
        entries.reserveCapacity(line.cells.count)
        for pixel in 0..<line.pixels {
            for index in line.entries(of: pixel) {
                let isOwn = line.own[pixel] == Int32(index)
                entries.append(
                    Entry(
                        cell: line.cells[index],
                        pixel: Int32(pixel),
                        weight: line.weights[index],
                        isOwn: isOwn
                    )
                )
            }
        }
        entries.sort { ($0.cell, $0.pixel) < ($1.cell, $1.pixel) }
        self.entries = entries
    }

    /// Bytes that so many entries take.
    static func bytes(entries: Int) -> Int { entries * MemoryLayout<Entry>.stride }

    /// Those of some cells, ascending, those of one cell by their pixels.
    func entries(in cells: Range<Int>) -> ArraySlice<Entry> {
        entries[first(from: cells.lowerBound)..<first(from: cells.upperBound)]
    }

    /// The first entry of a cell or one after it.
    private func first(from cell: Int) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = low + (high - low) / 2
            if Int(entries[middle].cell) < cell { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
