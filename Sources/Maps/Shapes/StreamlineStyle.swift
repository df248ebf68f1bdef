internal import Glibc

/// Lines along which a flow moves, with an arrowhead on each.
///
/// They begin at places that all pictures of a scale share and are no longer than the margin either way, so that each is the same
/// on every tile that sees a part of it.
struct StreamlineStyle: ShapeStyle {
    let step = 6.0
    let margin = 66.0

    /// Places from one line's beginning to the next.
    private static let seeds = 5
    /// Pixels of one step along a line, and how many are taken either way.
    private static let stride = 3.0
    private static let strides = 20
    private static let lineWidth = 1.1
    private static let head = 4.5

    func draw(_ field: ShapeField, in ink: ShapeInk, on canvas: ShapeCanvas) throws {
        let lattice = field.lattice
        guard field.directions.count == lattice.count else { return }
        for row in 0..<lattice.rows where (lattice.firstRow + row) % Self.seeds == 0 {
            try canvas.check()
            // Every second row begins half a way further on.
            let shift = (lattice.firstRow + row) / Self.seeds % 2 == 0 ? 0 : Self.seeds / 2
            for column in 0..<lattice.columns where (lattice.firstColumn + column + shift) % Self.seeds == 0 {
                draw(column, row, of: field, in: ink, on: canvas)
            }
        }
    }

    private func draw(
        _ column: Int,
        _ row: Int,
        of field: ShapeField,
        in ink: ShapeInk,
        on canvas: ShapeCanvas
    ) {
        let seed = (Double(column), Double(row))
        guard let direction = direction(at: seed, field) else { return }
        let (ahead, behind) = (line(from: seed, 1, field), line(from: seed, -1, field))
        let place = field.lattice.point(column: seed.0, row: seed.1)
        canvas.addLine(behind.reversed() + [place] + ahead)
        canvas.use(ink.tint(of: field.values[row * field.lattice.columns + column]))
        canvas.stroke(width: Self.lineWidth)
        let (sine, cosine) = (sin(2.6), cos(2.6))
        let sides = [1.0, -1].map { side in
            PicturePoint(
                x: place.x + Self.head * (direction.right * cosine - side * direction.up * sine),
                y: place.y - Self.head * (direction.up * cosine + side * direction.right * sine)
            )
        }
        canvas.addLine([sides[0], place, sides[1]])
        canvas.stroke(width: Self.lineWidth)
    }

    /// The points of a line from a place on, with the flow or against it, by the midpoint rule.
    private func line(from seed: (Double, Double), _ sign: Double, _ field: ShapeField) -> [PicturePoint] {
        var (points, place) = ([PicturePoint](), seed)
        let length = sign * Self.stride / step
        for _ in 0..<Self.strides {
            guard let here = direction(at: place, field) else { break }
            let middle = (place.0 + here.right * length / 2, place.1 - here.up * length / 2)
            guard let there = direction(at: middle, field) else { break }
            place = (place.0 + there.right * length, place.1 - there.up * length)
            points.append(field.lattice.point(column: place.0, row: place.1))
        }
        return points
    }

    /// The direction between four places; nil where one has none, and where they cancel out.
    private func direction(at place: (Double, Double), _ field: ShapeField) -> ShapeField.Direction? {
        let (columns, rows) = (field.lattice.columns, field.lattice.rows)
        guard place.0 >= 0, place.1 >= 0, place.0 < Double(columns - 1), place.1 < Double(rows - 1) else {
            return nil
        }
        let (column, row) = (Int(place.0), Int(place.1))
        let (across, down) = (place.0 - Double(column), place.1 - Double(row))
        var (right, up) = (0.0, 0.0)
        for (index, weight) in [
            (row * columns + column, (1 - across) * (1 - down)),
            (row * columns + column + 1, across * (1 - down)),
            ((row + 1) * columns + column, (1 - across) * down),
            ((row + 1) * columns + column + 1, across * down),
        ] {
            let magnitude = field.values[index] * weight
            right += field.directions[index].right * magnitude
            up += field.directions[index].up * magnitude
        }
        let length = (right * right + up * up).squareRoot()
        guard length.isFinite, length > 0 else { return nil }
        return ShapeField.Direction(right: right / length, up: up / length)
    }

    func keys(_ ink: ShapeInk) -> [ShapeKey] {
        [.line("flow", tint: ShapeInk.plain, width: Self.lineWidth)]
    }
}
