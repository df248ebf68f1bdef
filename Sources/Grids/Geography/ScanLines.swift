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

    private let pieces: [Piece]
    private let lines: PolygonLines
    /// Of each line in the answer.
    private let positions: [Int]
    private let longitudeSlack: Double
    private var columns: [[Range<Int>]]

    /// The share of a step by which an end may miss a place.
    private static let slack = 1e-6

    init(longitudes: [Double], latitudes: [Double]) {
        pieces = Self.pieces(longitudes)
        positions = latitudes.indices.sorted { latitudes[$0] < latitudes[$1] }
        let rising = positions.map { latitudes[$0] }
        longitudeSlack = Self.slack * (pieces.compactMap { Self.step($0.values) }.min() ?? 1e-3)
        lines = PolygonLines(latitudes: rising, slack: Self.slack * (Self.step(rising) ?? 1e-3))
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
    func crossings(of rings: [[Region.Vertex]]) -> Int { lines.crossings(of: rings) }

    /// Adds the places of a valid polygon.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    mutating func fill(_ rings: [[Region.Vertex]], context: WorkContext) throws {
        let lines = lines
        try lines.forEachStretch(of: rings, context: context) { line, west, east in
            add(west, east, toLine: line)
        }
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
