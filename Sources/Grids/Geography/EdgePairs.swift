/// How many pairs of a polygon's edges could cross: what a test of its validity costs at most.
enum EdgePairs {
    /// Pairs whose extents meet in longitude, or in latitude, whichever are fewer.
    static func most(in rings: [[Region.Vertex]]) -> Int {
        let edges = rings.flatMap { ring in zip(ring, ring.dropFirst()).map { $0 } }
        return min(
            overlaps(edges.map { ($0.x, $1.x) }),
            overlaps(edges.map { ($0.y, $1.y) })
        )
    }

    /// All pairs but those of which one ends before the other begins.
    private static func overlaps(_ spans: [(Double, Double)]) -> Int {
        let starts = spans.map { min($0, $1) }.sorted()
        let ends = spans.map { max($0, $1) }.sorted()
        var apart = 0
        var ended = 0
        for start in starts {
            while ended < ends.count, ends[ended] < start { ended += 1 }
            apart += ended
        }
        return spans.count * (spans.count - 1) / 2 - apart
    }
}
