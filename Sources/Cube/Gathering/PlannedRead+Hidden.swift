internal import Grids

extension PlannedRead {
    /// Overwrites what a policy hides among gathered elements, which lie in the order of the answer; `positions` are
    /// theirs, by dimension of the answer.
    func hideCells(in block: UnsafeMutableRawBufferPointer, at positions: [Range<Int>]) {
        guard let hidden = stored.hidden else { return }
        let lists = zip(orderedRanges, positions).map { ranges, positions in
            ranges.sliced(positions).flatMap { range in (0..<range.count).map { range[$0] } }
        }
        let block = HiddenBlock(block, shape: lists.map(\.count), fill: hidden.fill)
        for mask in hidden.masks { hide(mask, in: block, lists) }
    }

    /// `lists` are the indices of the array along each dimension of the block.
    private func hide(_ mask: HiddenCells.Mask, in block: HiddenBlock, _ lists: [[Int]]) {
        let place = { (dimension: Int?) in dimension.flatMap { order.dimensions.firstIndex(of: $0) } }
        guard let row = place(mask.row), let column = place(mask.column) else { return }
        let (step, face) = (place(mask.step), place(mask.face))
        for stepPosition in 0..<(step.map { lists[$0].count } ?? 1) {
            let masks = mask.masks(at: step.map { lists[$0][stepPosition] })
            for facePosition in 0..<(face.map { lists[$0].count } ?? 1) {
                let before = face.map { lists[$0][facePosition] * mask.rowsOfFace } ?? 0
                let fixed = [(step, stepPosition), (face, facePosition)]
                block.hide(rows: row, columns: column, at: fixed) { down, across in
                    guard let masks else { return true }
                    let (line, place) = (before + lists[row][down], lists[column][across])
                    return masks.contains { !$0.leaves(row: line, column: place) }
                }
            }
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

    /// Overwrites every element whose positions along two of the dimensions are hidden, at one position along some others.
    func hide(
        rows: Int,
        columns: Int,
        at fixed: [(dimension: Int?, position: Int)],
        where isHidden: (Int, Int) -> Bool
    ) {
        let known = fixed.compactMap { dimension, position in dimension.map { ($0, position) } }
        let start = known.reduce(0) { $0 + $1.1 * strides[$1.0] }
        let others = shape.indices.filter { dimension in
            dimension != rows && dimension != columns && !known.contains { $0.0 == dimension }
        }
        for row in 0..<shape[rows] {
            for column in 0..<shape[columns] where isHidden(row, column) {
                write(from: start + row * strides[rows] + column * strides[columns], along: others[...])
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
