internal import Grids
internal import Zarr

/// The wanted indices of one dimension, sorted into the chunks that hold them.
struct DimensionWalk {
    /// Indices inside one chunk that are evenly spaced, and where they go in the answer.
    struct Segment: Equatable {
        /// Counted from the chunk's first element.
        let start: Int
        let stride: Int
        let count: Int
        /// Position of the first in the answer's dimension.
        let output: Int
    }

    /// Chunks in the order of first need, each once.
    private(set) var chunks: [(index: Int, segments: [Segment])] = []
    private(set) var count = 0

    /// Whether all wanted indices are evenly spaced in one chunk.
    var isOneSegment: Bool { chunks.count == 1 && chunks[0].segments.count == 1 }

    init(_ ranges: [IndexRange], _ edges: ChunkEdges) {
        var places: [Int: Int] = [:]
        for range in ranges {
            var position = 0
            while position < range.count {
                let index = range[position]
                let chunk = edges.index(of: index)
                let held = edges.range(of: chunk)
                let left = held.upperBound - index
                let inside = min((left + range.stride - 1) / range.stride, range.count - position)
                let segment = Segment(
                    start: index - held.lowerBound,
                    stride: range.stride,
                    count: inside,
                    output: count + position
                )
                if let place = places[chunk] {
                    chunks[place].segments.append(segment)
                } else {
                    places[chunk] = chunks.count
                    chunks.append((chunk, [segment]))
                }
                position += inside
            }
            count += range.count
        }
    }

    /// How many chunks ranges touch, without listing them: exact for ranges that ascend, an upper bound for others and for
    /// strides that step over chunks.
    static func chunkCount(_ ranges: [IndexRange], _ edges: ChunkEdges) -> Int {
        var (sum, end, last) = (0, -1, -1)
        for range in ranges where range.count > 0 {
            let first = edges.index(of: range.start)
            // A chunk that the range before has touched already.
            let isShared = range.start > end && first == last
            last = edges.index(of: range.last)
            end = range.last
            sum += min(last - first + 1, range.count) - (isShared ? 1 : 0)
        }
        return sum
    }

    /// Positions of the dimension that those chunks hold together: exact for one range that leaves none of the chunks
    /// out that it spans, or chunks of one length; else an upper bound.
    static func positionCount(_ ranges: [IndexRange], _ edges: ChunkEdges) -> Int {
        if let edge = edges.regular {
            let (positions, overflows) = chunkCount(ranges, edges).multipliedReportingOverflow(by: edge)
            return overflows ? .max : positions
        }
        return ranges.reduce(0) { sum, range in
            guard range.count > 0 else { return sum }
            let (first, last) = (edges.index(of: range.start), edges.index(of: range.last))
            let spanned = edges.range(of: last).upperBound - edges.range(of: first).lowerBound
            let (most, overflows) = range.count.multipliedReportingOverflow(by: edges.longest)
            return sum + (overflows ? spanned : min(spanned, most))
        }
    }
}

extension [IndexRange] {
    /// The indices at some positions of the concatenated ranges.
    func sliced(_ positions: Range<Int>) -> [IndexRange] {
        var result: [IndexRange] = []
        var before = 0
        for range in self {
            let lower = Swift.max(positions.lowerBound - before, 0)
            let upper = Swift.min(positions.upperBound - before, range.count)
            if lower < upper {
                result.append(IndexRange(start: range[lower], count: upper - lower, stride: range.stride))
            }
            before += range.count
        }
        return result
    }

    var indexCount: Int { reduce(0) { $0 + $1.count } }
}
