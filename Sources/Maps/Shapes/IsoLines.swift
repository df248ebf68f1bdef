/// Lines of one value through a field, by marching squares: straight between the edges of squares of four places.
///
/// Where two opposite corners of a square lie above and two below, the mean of all four says which belong together. Squares
/// with a missing corner have no line.
struct IsoLines {
    private let field: ShapeField
    private let level: Double
    /// For each edge the one or two edges to which a line that crosses it goes on.
    private var ways: [Way]
    /// The edges that are crossed, in no order.
    private var crossed: [Int] = []

    private struct Way {
        var first, second: Int32

        static let none = Way(first: -1, second: -1)
    }

    init(_ field: ShapeField, at level: Double) {
        (self.field, self.level) = (field, level)
        let (columns, rows) = (field.lattice.columns, field.lattice.rows)
        ways = [Way](repeating: .none, count: 2 * columns * rows)
        guard columns > 1, rows > 1 else { return }
        field.values.withUnsafeBufferPointer { values in
            for row in 0..<rows - 1 {
                for column in 0..<columns - 1 { cross(values, column, row, columns) }
            }
        }
    }

    /// Each line once, through the points where it crosses edges; the first is repeated at the end of a closed one.
    var lines: [[PicturePoint]] {
        var (left, lines) = (ways, [[PicturePoint]]())
        // Open lines from their ends, then what goes round; in the order of edges, so that the same field has the same lines.
        let edges = crossed.sorted()
        for start in edges.filter({ ways[$0].second < 0 }) + edges where left[start].first >= 0 {
            lines.append(Self.follow(start, &left).map(point))
        }
        return lines
    }

    private static func follow(_ start: Int, _ left: inout [Way]) -> [Int] {
        var (edges, before, edge) = ([start], -1, start)
        while left[edge].first >= 0 {
            let way = left[edge]
            left[edge] = .none
            let next = Int(Int(way.first) != before ? way.first : way.second)
            guard next >= 0 else { break }
            edges.append(next)
            (before, edge) = (edge, next)
        }
        return edges
    }

    /// Edges are numbered by the place where they begin: twice its number to the right, and one more downwards.
    private mutating func cross(
        _ values: UnsafeBufferPointer<Double>,
        _ column: Int,
        _ row: Int,
        _ columns: Int
    ) {
        let start = row * columns + column
        let corners = (values[start], values[start + 1], values[start + columns + 1], values[start + columns])
        let sum = corners.0 + corners.1 + corners.2 + corners.3
        // One that is missing makes the sum so.
        guard sum.isFinite else { return }
        let above = (corners.0 >= level, corners.1 >= level, corners.2 >= level, corners.3 >= level)
        if above.0 == above.1, above.1 == above.2, above.2 == above.3 { return }
        let (top, left) = (2 * start, 2 * start + 1)
        let (right, bottom) = (2 * (start + 1) + 1, 2 * (start + columns))
        // The edges that a line crosses, round the square.
        let sides = (above.0 != above.1, above.1 != above.2, above.2 != above.3, above.3 != above.0)
        switch sides {
        case (true, true, true, true):
            // A saddle: the corner to the upper left is cut off, or those beside it are.
            let isSplit = (sum / 4 >= level) == above.0
            join(top, isSplit ? right : left)
            join(bottom, isSplit ? left : right)
        case (true, true, _, _): join(top, right)
        case (true, _, true, _): join(top, bottom)
        case (true, _, _, _): join(top, left)
        case (_, true, true, _): join(right, bottom)
        case (_, true, _, _): join(right, left)
        default: join(bottom, left)
        }
    }

    private mutating func join(_ one: Int, _ other: Int) {
        for (from, to) in [(one, other), (other, one)] {
            if ways[from].first < 0 {
                ways[from].first = Int32(truncatingIfNeeded: to)
                crossed.append(from)
            } else {
                ways[from].second = Int32(truncatingIfNeeded: to)
            }
        }
    }

    /// Where the line crosses an edge.
    private func point(_ edge: Int) -> PicturePoint {
        let lattice = field.lattice
        let (row, column) = (edge / 2).quotientAndRemainder(dividingBy: lattice.columns)
        let isDown = edge % 2 == 1
        let (from, to) = (field.values[edge / 2], field.values[edge / 2 + (isDown ? lattice.columns : 1)])
        let share = to == from ? 0.5 : (level - from) / (to - from)
        return lattice.point(
            column: Double(column) + (isDown ? 0 : share),
            row: Double(row) + (isDown ? share : 0)
        )
    }
}
