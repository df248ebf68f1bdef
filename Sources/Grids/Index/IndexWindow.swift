/// The part of a dimension that a policy leaves: positions of the view are indices of the array in these runs.
///
/// One run, or two where a box of longitudes crosses the seam of a grid; many where cells are a list.
package struct IndexWindow: Sendable, Equatable {
    package let runs: [Range<Int>]
    /// For each run how many positions come before it.
    private let starts: [Int]
    package let count: Int

    package init(runs: [Range<Int>]) {
        self.runs = runs
        var (starts, count) = ([Int](), 0)
        starts.reserveCapacity(runs.count)
        for run in runs {
            starts.append(count)
            count += run.count
        }
        (self.starts, self.count) = (starts, count)
    }

    /// The fewest runs of some indices, which ascend.
    package init(positions: [Int]) {
        self.init(runs: IndexRange.runs(of: positions).map { $0.start..<($0.start + $0.count) })
    }

    /// What both of two windows leave.
    package func common(with other: IndexWindow) -> IndexWindow {
        IndexWindow(positions: positions.filter { other.position(of: $0) != nil })
    }

    /// The array's indices that are left.
    package var positions: [Int] { runs.flatMap { Array($0) } }

    /// The array's index of a position; the position is inside.
    package func index(of position: Int) -> Int {
        guard position < count else { return runs.last?.upperBound ?? 0 }
        let run = run(ofPosition: position)
        return runs.isEmpty ? 0 : runs[run].lowerBound + position - starts[run]
    }

    /// The position of an index of the array; nil where it is hidden.
    ///
    /// Runs that do not ascend are looked through.
    package func position(of index: Int) -> Int? {
        guard runs.count > 2 else {
            return runs.firstIndex { $0.contains(index) }.map { starts[$0] + index - runs[$0].lowerBound }
        }
        let run = Self.count(of: runs.count) { runs[$0].lowerBound <= index } - 1
        guard run >= 0, runs[run].contains(index) else { return nil }
        return starts[run] + index - runs[run].lowerBound
    }

    /// The run of a position, which is inside.
    private func run(ofPosition position: Int) -> Int {
        max(Self.count(of: runs.count) { starts[$0] <= position } - 1, 0)
    }

    /// For how many of `count` numbers from 0 on a claim holds that fails from some number on.
    private static func count(of count: Int, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The array's indices of evenly spaced positions, as runs in the same order.
    package func indices(of range: IndexRange) -> [IndexRange] {
        var result: [IndexRange] = []
        let first = run(ofPosition: range.start)
        var before = starts.isEmpty ? 0 : starts[first]
        var next = 0
        for run in runs[min(first, runs.count)...] {
            if next == range.count { break }
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
    package func picked<Elements: RandomAccessCollection>(from elements: Elements) -> [Elements.Element]
    where Elements.Index == Int {
        runs.flatMap { elements[$0.clamped(to: elements.startIndex..<elements.endIndex)] }
    }
}
