internal import Execution

/// What of lines of one latitude each polygons hold: along such a line what lies between the crossings of their edges, taken in
/// pairs; edges belong to it.
struct PolygonLines {
    /// An edge that is not level, from its lower end.
    private struct Edge {
        let low: Region.Vertex
        let high: Region.Vertex
        /// The lines that it crosses, its upper end left out.
        let lines: Range<Int>
        /// Where it crosses the current line.
        var x = 0.0

        init(_ low: Region.Vertex, _ high: Region.Vertex, _ lines: Range<Int>) {
            (self.low, self.high, self.lines) = (low, high, lines)
        }

        mutating func cross(_ y: Double) {
            let x = low.x + (y - low.y) * (high.x - low.x) / (high.y - low.y)
            self.x = min(max(x, min(low.x, high.x)), max(low.x, high.x))
        }
    }

    /// Rising.
    let latitudes: [Double]
    /// Degrees by which a vertex or an edge may miss a line.
    private let slack: Double
    /// Lines or edges between two looks at the deadline: well under a millisecond.
    private static let stride = 1 << 14

    /// Lines from south to north.
    init(latitudes: [Double], slack: Double) {
        (self.latitudes, self.slack) = (latitudes, slack)
    }

    /// How often a polygon's edges cross the lines, at most.
    func crossings(of rings: [[Region.Vertex]]) -> Int {
        rings.reduce(0) { total, ring in
            zip(ring, ring.dropFirst()).reduce(total) { total, ends in
                let low = min(ends.0.y, ends.1.y) - slack
                let high = max(ends.0.y, ends.1.y) + slack
                return total + latitudes.firstPosition(notBelow: high)
                    - latitudes.firstPosition(notBelow: low)
            }
        }
    }

    /// Calls `body` with each line that a valid polygon meets, from which longitude to which; of one line in any order, and
    /// several times with what overlaps.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    func forEachStretch(
        of rings: [[Region.Vertex]],
        context: WorkContext,
        _ body: (_ line: Int, _ west: Double, _ east: Double) -> Void
    ) throws {
        var edges: [Edge] = []
        for ring in rings {
            try context.check()
            let ring = ring.map(onLine)
            for (from, to) in zip(ring, ring.dropFirst()) {
                let (low, high) = from.y <= to.y ? (from, to) : (to, from)
                let first = latitudes.firstPosition(notBelow: low.y)
                // The upper end: where the polygon only touches a line, and where an edge lies along it.
                let last = latitudes.firstPosition(notBelow: high.y)
                if last < latitudes.count, latitudes[last] == high.y {
                    let from = low.y == high.y ? min(low.x, high.x) : high.x
                    body(last, from, low.y == high.y ? max(low.x, high.x) : high.x)
                }
                if first < last { edges.append(Edge(low, high, first..<last)) }
            }
        }
        edges.sort { $0.lines.lowerBound < $1.lines.lowerBound }
        try walk(edges, context, body)
    }

    /// Walks the lines upwards with the edges that each crosses, which stay nearly in order from line to line.
    private func walk(
        _ edges: [Edge],
        _ context: WorkContext,
        _ body: (_ line: Int, _ west: Double, _ east: Double) -> Void
    ) throws {
        guard let first = edges.first, let last = edges.map(\.lines.upperBound).max() else { return }
        var crossing: [Edge] = []
        var next = 0
        var work = 0
        for line in first.lines.lowerBound..<last {
            crossing.removeAll { $0.lines.upperBound <= line }
            while next < edges.count, edges[next].lines.lowerBound == line {
                crossing.append(edges[next])
                next += 1
            }
            for index in crossing.indices { crossing[index].cross(latitudes[line]) }
            if !Self.areInOrder(crossing) { crossing.sort { $0.x < $1.x } }
            for pair in Swift.stride(from: 0, to: crossing.count - 1, by: 2) {
                body(line, crossing[pair].x, crossing[pair + 1].x)
            }
            work += crossing.count + 1
            if work >= Self.stride {
                work = 0
                try context.check()
            }
        }
    }

    /// Edges of a valid polygon keep their order but for those that begin.
    private static func areInOrder(_ edges: [Edge]) -> Bool {
        for index in edges.indices.dropFirst() where edges[index].x < edges[index - 1].x { return false }
        return true
    }

    /// A vertex that misses a line by less than the slack lies on it.
    private func onLine(_ vertex: Region.Vertex) -> Region.Vertex {
        let position = latitudes.firstPosition(notBelow: vertex.y - slack)
        guard position < latitudes.count, latitudes[position] <= vertex.y + slack else {
            return vertex
        }
        return Region.Vertex(x: vertex.x, y: latitudes[position])
    }
}

extension [Double] {
    /// In rising values the first that is not below a number, or their count.
    func firstPosition(notBelow number: Double) -> Int { firstPosition { $0 >= number } }

    func firstPosition(above number: Double) -> Int { firstPosition { $0 > number } }

    private func firstPosition(where isBeyond: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
