/// How one dimension of an array is cut into chunks: all of one length, or runs of chunks of equal length.
///
/// Memory grows with the runs, never with the chunks. The last chunk may reach beyond the array, as it is stored.
package struct ChunkEdges: Sendable, Hashable {
    /// Chunks of one length, one behind the other.
    private struct Run: Hashable {
        let firstChunk: Int
        let start: Int
        let edge: Int
    }

    /// Of the dimension, in elements.
    package let length: Int
    /// Chunks that hold elements of the array.
    package let count: Int
    /// Length of the longest of them; at least 1.
    package let longest: Int
    /// Ascending; empty when every chunk is as long as the longest.
    private let runs: [Run]

    /// Chunks of `edge`, at least 1, as far as `length` reaches.
    package init(edge: Int, length: Int) {
        self.length = length
        count = length == 0 ? 0 : (length - 1) / edge + 1
        longest = edge
        runs = []
    }

    /// Runs of `count` chunks of `edge`, both at least 1; nil when together they do not reach `length`.
    ///
    /// Chunks wholly beyond the length are as if they were not there.
    package init?(runs given: [(edge: Int, count: Int)], length: Int) {
        var runs: [Run] = []
        var (start, chunk) = (0, 0)
        for (edge, most) in given where start < length {
            if runs.last?.edge != edge { runs.append(Run(firstChunk: chunk, start: start, edge: edge)) }
            let needed = (length - start - 1) / edge + 1
            let held = min(most, needed)
            chunk += held
            // What covers the rest of the length reaches its end: the product is not needed, and might not fit.
            start = held == needed ? length : start + held * edge
        }
        guard start == length else { return nil }
        self.length = length
        count = chunk
        longest = runs.map(\.edge).max() ?? given.first?.edge ?? 1
        self.runs = runs.count > 1 ? runs : []
    }

    /// The length that all chunks have; nil when they differ.
    package var regular: Int? { runs.isEmpty ? longest : nil }

    /// The chunks with their lengths, neighbours of one length together.
    package var lengths: [(edge: Int, count: Int)] {
        guard !runs.isEmpty else { return [(longest, count)] }
        let ends = runs.dropFirst().map(\.firstChunk) + [count]
        return zip(runs, ends).map { ($0.edge, $1 - $0.firstChunk) }
    }

    /// The chunk that holds a position of the dimension.
    package func index(of position: Int) -> Int {
        guard !runs.isEmpty else { return position / longest }
        let run = runs[last { $0.start <= position }]
        return run.firstChunk + (position - run.start) / run.edge
    }

    /// The positions that a chunk holds; those of the last may lie beyond the dimension's length.
    package func range(of chunk: Int) -> Range<Int> {
        guard !runs.isEmpty else { return (chunk * longest)..<(chunk * longest + longest) }
        let run = runs[last { $0.firstChunk <= chunk }]
        let start = run.start + (chunk - run.firstChunk) * run.edge
        return start..<(start + run.edge)
    }

    /// The chunks that hold some of these positions.
    package func chunks(of positions: Range<Int>) -> Range<Int> {
        positions.isEmpty
            ? 0..<0 : index(of: positions.lowerBound)..<(index(of: positions.upperBound - 1) + 1)
    }

    /// The last run that `holds`; the first always does.
    private func last(where holds: (Run) -> Bool) -> Int {
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if holds(runs[middle]) { low = middle } else { high = middle }
        }
        return low
    }
}
