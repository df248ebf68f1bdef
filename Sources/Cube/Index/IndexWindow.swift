/// The part of a dimension that a policy leaves: positions of the view are indices of the array in these runs.
///
/// One run, or two where a box of longitudes crosses the seam of a grid.
struct IndexWindow: Sendable, Equatable {
    let runs: [Range<Int>]

    init(runs: [Range<Int>]) {
        self.runs = runs
    }

    /// The fewest runs of some indices, which ascend.
    init(positions: [Int]) {
        runs = IndexRange.runs(of: positions).map { $0.start..<($0.start + $0.count) }
    }

    /// The array's indices that are left.
    var positions: [Int] { runs.flatMap { Array($0) } }

    var count: Int { runs.reduce(0) { $0 + $1.count } }

    /// The array's index of a position; the position is inside.
    func index(of position: Int) -> Int {
        var rest = position
        for run in runs {
            if rest < run.count { return run.lowerBound + rest }
            rest -= run.count
        }
        return runs.last?.upperBound ?? 0
    }

    /// The array's indices of evenly spaced positions, as runs in the same order.
    func indices(of range: IndexRange) -> [IndexRange] {
        var result: [IndexRange] = []
        var before = 0
        var next = 0
        for run in runs {
            let left = before + run.count - range.start - next * range.stride
            if next < range.count, left > 0 {
                let count = min((left + range.stride - 1) / range.stride, range.count - next)
                let start = run.lowerBound + range.start + next * range.stride - before
                result.append(IndexRange(start: start, count: count, stride: range.stride))
                next += count
            }
            before += run.count
        }
        return result
    }

    /// The elements of a list that the window leaves.
    func picked<Elements: RandomAccessCollection>(from elements: Elements) -> [Elements.Element]
    where Elements.Index == Int {
        runs.flatMap { elements[$0.clamped(to: elements.startIndex..<elements.endIndex)] }
    }
}
