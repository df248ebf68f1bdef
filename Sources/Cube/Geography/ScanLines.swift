internal import Execution

/// Places of a grid of longitudes and latitudes that polygons hold, found line by line.
///
/// Along a latitude a polygon is what lies between its edges' crossings, taken in pairs; its edges belong to it. Ends are
/// compared with a millionth of the local step.
struct ScanLines {
    /// A part of the longitudes that rises or falls steadily: a seam of turns breaks the order once.
    private struct Piece {
        let start: Int
        /// Rising; the positions of a falling piece are counted from its end.
        let values: [Double]
        let isFalling: Bool
    }

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

    private let pieces: [Piece]
    /// Rising, with the position of each line in the answer.
    private let latitudes: [Double]
    private let positions: [Int]
    private let longitudeSlack: Double
    private let latitudeSlack: Double
    private var columns: [[Range<Int>]]

    /// The share of a step by which an end may miss a place.
    private static let slack = 1e-6
    /// Lines or edges between two looks at the deadline: well under a millisecond.
    private static let stride = 1 << 14

    init(longitudes: [Double], latitudes: [Double]) {
        pieces = Self.pieces(longitudes)
        positions = latitudes.indices.sorted { latitudes[$0] < latitudes[$1] }
        self.latitudes = positions.map { latitudes[$0] }
        longitudeSlack = Self.slack * (pieces.compactMap { Self.step($0.values) }.min() ?? 1e-3)
        latitudeSlack = Self.slack * (Self.step(self.latitudes) ?? 1e-3)
        columns = [[Range<Int>]](repeating: [], count: latitudes.count)
    }

    private static func pieces(_ longitudes: [Double]) -> [Piece] {
        guard !longitudes.isEmpty else { return [] }
        var starts = [0]
        var isRising: Bool?
        for column in longitudes.indices.dropFirst() {
            let rises = longitudes[column] > longitudes[column - 1]
            if let known = isRising, known != rises {
                starts.append(column)
                isRising = nil
            } else {
                isRising = rises
            }
        }
        return zip(starts, starts.dropFirst() + [longitudes.count]).map { start, end in
            let values = longitudes[start..<end]
            let isFalling = values.count > 1 && longitudes[start + 1] < longitudes[start]
            return Piece(
                start: start,
                values: isFalling ? values.reversed() : Array(values),
                isFalling: isFalling
            )
        }
    }

    /// The smallest distance of two neighbours.
    private static func step(_ values: [Double]) -> Double? {
        zip(values, values.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.min()
    }

    /// How often a polygon's edges cross the lines, at most.
    func crossings(of rings: [[Region.Vertex]]) -> Int {
        rings.reduce(0) { total, ring in
            zip(ring, ring.dropFirst()).reduce(total) { total, ends in
                let low = min(ends.0.y, ends.1.y) - latitudeSlack
                let high = max(ends.0.y, ends.1.y) + latitudeSlack
                return total + self.latitudes.firstPosition(notBelow: high)
                    - self.latitudes.firstPosition(notBelow: low)
            }
        }
    }

    /// Adds the places of a valid polygon.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    mutating func fill(_ rings: [[Region.Vertex]], context: WorkContext) throws {
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
                    add(from, low.y == high.y ? max(low.x, high.x) : high.x, toLine: last)
                }
                if first < last { edges.append(Edge(low, high, first..<last)) }
            }
        }
        edges.sort { $0.lines.lowerBound < $1.lines.lowerBound }
        try fill(edges, context)
    }

    /// Walks the lines upwards with the edges that each crosses, which stay nearly in order from line to line.
    private mutating func fill(_ edges: [Edge], _ context: WorkContext) throws {
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
                add(crossing[pair].x, crossing[pair + 1].x, toLine: line)
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
        let position = latitudes.firstPosition(notBelow: vertex.y - latitudeSlack)
        guard position < latitudes.count, latitudes[position] <= vertex.y + latitudeSlack else {
            return vertex
        }
        return Region.Vertex(x: vertex.x, y: latitudes[position])
    }

    /// The columns from one longitude to another.
    private mutating func add(_ west: Double, _ east: Double, toLine line: Int) {
        for piece in pieces {
            let first = piece.values.firstPosition(notBelow: west - longitudeSlack)
            let end = piece.values.firstPosition(above: east + longitudeSlack)
            guard first < end else { continue }
            let count = piece.values.count
            let run =
                piece.isFalling
                ? piece.start + count - end..<piece.start + count - first
                : piece.start + first..<piece.start + end
            // Of one polygon the runs come in order: most join the last or lie behind it.
            if let last = columns[line].last, last.lowerBound <= run.lowerBound,
                run.lowerBound <= last.upperBound
            {
                columns[line][columns[line].count - 1] =
                    last.lowerBound..<max(last.upperBound, run.upperBound)
            } else {
                columns[line].append(run)
            }
        }
    }

    /// The runs of each latitude, in the order of the answer, in order and apart.
    var runs: [[Range<Int>]] {
        var runs = [[Range<Int>]](repeating: [], count: columns.count)
        for (line, position) in positions.enumerated() { runs[position] = Self.joined(columns[line]) }
        return runs
    }

    private static func joined(_ runs: [Range<Int>]) -> [Range<Int>] {
        runs.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, run in
            if let last = joined.last, run.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
            } else {
                joined.append(run)
            }
        }
    }
}

extension [Double] {
    /// In rising values the first that is not below a number, or their count.
    fileprivate func firstPosition(notBelow number: Double) -> Int { firstPosition { $0 >= number } }

    fileprivate func firstPosition(above number: Double) -> Int { firstPosition { $0 > number } }

    private func firstPosition(where isBeyond: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
