extension PlannedRead {
    /// Overwrites what a policy hides among gathered elements, which lie in the order of the answer; `positions` are
    /// theirs, by dimension of the answer.
    func hideCells(in block: UnsafeMutableRawBufferPointer, at positions: [Range<Int>]) {
        guard let hidden = stored.hidden else { return }
        let lists = zip(orderedRanges, positions).map { ranges, positions in
            ranges.sliced(positions).flatMap { range in (0..<range.count).map { range[$0] } }
        }
        for mask in hidden.masks {
            let dimensions = mask.dimensions
            let places = dimensions.compactMap { order.dimensions.firstIndex(of: $0) }
            guard places.count == dimensions.count else { continue }
            HiddenBlock(block, shape: lists.map(\.count), fill: hidden.fill).hide(along: places) { cell in
                mask.hides { dimension in
                    guard let number = dimensions.firstIndex(of: dimension) else { return 0 }
                    return lists[places[number]][cell[number]]
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

    /// Overwrites every element whose positions along some of the dimensions are hidden.
    func hide(along dimensions: [Int], where isHidden: ([Int]) -> Bool) {
        let others = shape.indices.filter { !dimensions.contains($0) }
        var cell = [Int](repeating: 0, count: dimensions.count)
        let count = dimensions.reduce(1) { $0 * shape[$1] }
        for number in 0..<count {
            var (rest, element) = (number, 0)
            for (place, dimension) in dimensions.enumerated().reversed() {
                cell[place] = rest % shape[dimension]
                rest /= shape[dimension]
                element += cell[place] * strides[dimension]
            }
            if isHidden(cell) { write(from: element, along: others[...]) }
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
