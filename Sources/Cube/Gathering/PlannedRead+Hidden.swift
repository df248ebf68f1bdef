extension PlannedRead {
    /// Overwrites what a policy hides among gathered elements, which lie in the order of the answer; `positions` are
    /// theirs, by dimension of the answer.
    func hideCells(in block: UnsafeMutableRawBufferPointer, at positions: [Range<Int>]) {
        guard let hidden = stored.hidden else { return }
        let lists = zip(orderedRanges, positions).map { ranges, positions in
            ranges.sliced(positions).flatMap { range in (0..<range.count).map { range[$0] } }
        }
        for mask in hidden.masks {
            guard let row = order.dimensions.firstIndex(of: mask.row),
                let column = order.dimensions.firstIndex(of: mask.column)
            else { continue }
            HiddenBlock(block, shape: lists.map(\.count), fill: hidden.fill).hide(
                rows: row,
                columns: column
            ) { !mask.mask.leaves(row: lists[row][$0], column: lists[column][$1]) }
        }
    }
}

/// A block of elements, some of which are overwritten.
private struct HiddenBlock {
    private let block: UnsafeMutableRawBufferPointer
    private let shape: [Int]
    private let strides: [Int]
    private let fill: [UInt8]

    init(_ block: UnsafeMutableRawBufferPointer, shape: [Int], fill: [UInt8]) {
        (self.block, self.shape, self.fill) = (block, shape, fill)
        var strides = [Int](repeating: 1, count: shape.count)
        for dimension in shape.indices.dropLast().reversed() {
            strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
        }
        self.strides = strides
    }

    /// Overwrites every element whose positions along two of the dimensions are hidden.
    func hide(rows: Int, columns: Int, where isHidden: (Int, Int) -> Bool) {
        let others = shape.indices.filter { $0 != rows && $0 != columns }
        for row in 0..<shape[rows] {
            for column in 0..<shape[columns] where isHidden(row, column) {
                write(from: row * strides[rows] + column * strides[columns], along: others[...])
            }
        }
    }

    private func write(from element: Int, along dimensions: ArraySlice<Int>) {
        guard let dimension = dimensions.first else {
            let start = element * fill.count
            guard start >= 0, start + fill.count <= block.count else { return }
            for (offset, byte) in fill.enumerated() { block[start + offset] = byte }
            return
        }
        for position in 0..<shape[dimension] {
            write(from: element + position * strides[dimension], along: dimensions.dropFirst())
        }
    }
}
