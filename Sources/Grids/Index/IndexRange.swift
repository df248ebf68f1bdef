/// Indices `start, start + stride, …`, `count` of them: never empty, all inside their dimension once bound.
package struct IndexRange: Sendable, Hashable {
    package let start: Int
    package let count: Int
    /// At least 1.
    package let stride: Int

    package init(start: Int, count: Int, stride: Int = 1) {
        self.start = start
        self.count = count
        self.stride = stride
    }

    package init(_ range: Range<Int>) {
        self.init(start: range.lowerBound, count: range.count)
    }

    /// The largest index of the range.
    package var last: Int { start + (count - 1) * stride }

    package subscript(position: Int) -> Int { start + position * stride }

    /// Ascending indices as runs of neighbours.
    package static func runs(of indices: [Int]) -> [IndexRange] {
        var runs: [IndexRange] = []
        for index in indices {
            if let last = runs.last, last.start + last.count == index {
                runs[runs.count - 1] = IndexRange(start: last.start, count: last.count + 1)
            } else {
                runs.append(IndexRange(start: index, count: 1))
            }
        }
        return runs
    }
}
