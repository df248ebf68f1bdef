internal import Glibc

/// Lines of equal values at round numbers, which some of them tell.
struct ContourStyle: ShapeStyle {
    let step = 3.0
    /// A number reaches so far from where it stands, and lines are looked for so far from there.
    let margin = 48.0

    private static let lineWidth = 1.1
    private static let borderWidth = 2.2

    func draw(_ field: ShapeField, in ink: ShapeInk, on canvas: ShapeCanvas) throws {
        let levels = ink.levels(through: field.values)
        for level in levels {
            let lines = IsoLines(field, at: level).lines
            try canvas.draw(lines, tint: ink.tint(of: level), width: Self.lineWidth, border: nil)
        }
        try ContourNumbers(field: field, levels: levels, ink: ink).draw(on: canvas)
    }

    func keys(_ ink: ShapeInk) -> [ShapeKey] {
        if let interval = ink.interval {
            let label = "every \(NiceNumbers.text(interval.step, step: interval.step))"
            return [.line(label, tint: ShapeInk.plain, width: Self.lineWidth)]
        }
        let levels = ink.range.levels(bands: ink.bands)
        let step = zip(levels.dropFirst(), levels).map { $0 - $1 }.min() ?? 1
        return levels.reversed().map { level in
            .line("\(NiceNumbers.text(level, step: step))", tint: ink.tint(of: level), width: Self.lineWidth)
        }
    }
}

extension ShapeCanvas {
    /// Draws lines in some colour, above a pale border where there is one.
    func draw(_ lines: [[PicturePoint]], tint: Tint, width: Double, border: Double?) throws {
        for line in lines {
            try check()
            // A line is one piece of work for Cairo; long ones are drawn in parts, so that none takes long.
            for start in stride(from: 0, to: line.count, by: Self.mostPoints) {
                addLine(line[start..<min(start + Self.mostPoints + 1, line.count)])
                if let border {
                    use(ShapeInk.border)
                    stroke(width: border, keepsPath: true)
                }
                use(tint)
                stroke(width: width)
            }
        }
    }

    private static let mostPoints = 2000
}

/// The numbers along contours.
///
/// A number stands where a line crosses one of the windows that lie all over the plane at places that all pictures of a
/// scale share, so that tiles agree on each: in a window the crossing nearest to its middle.
private struct ContourNumbers {
    let field: ShapeField
    let levels: [Double]
    let ink: ShapeInk

    /// In places of the lattice: windows lie along every so manieth row, one in each so many columns, and are so wide.
    private static let rows = 24
    private static let columns = 36
    private static let width = 10
    private static let size = 9.5

    func draw(on canvas: ShapeCanvas) throws {
        guard let step = spacing else { return }
        let lattice = field.lattice
        for row in 1..<max(lattice.rows - 1, 1) where (lattice.firstRow + row) % Self.rows == 0 {
            try canvas.check()
            let line = (lattice.firstRow + row) / Self.rows
            // Those of the next row lie between.
            let shift = line % 2 == 0 ? 0 : Self.columns / 2
            for column in 1..<max(lattice.columns - Self.width - 1, 1)
            where (lattice.firstColumn + column + shift) % Self.columns == 0 {
                guard let crossing = crossing(row, column..<column + Self.width) else { continue }
                let place = lattice.point(column: crossing.column, row: crossing.row)
                canvas.write(
                    NiceNumbers.text(crossing.level, step: step),
                    around: place,
                    angle: angle(Int(crossing.column), Int(crossing.row)),
                    size: Self.size,
                    tint: ink.tint(of: crossing.level),
                    border: ShapeInk.border
                )
            }
        }
    }

    /// The least distance of two levels, whose digits all numbers have; nil without any.
    private var spacing: Double? {
        ink.interval?.step ?? zip(levels.dropFirst(), levels).map { $0 - $1 }.min()
    }

    private typealias Crossing = (column: Double, row: Double, level: Double)

    /// Where a level is crossed nearest to the middle of some columns, along a row or along the column in their middle.
    private func crossing(_ row: Int, _ columns: Range<Int>) -> Crossing? {
        let lattice = field.lattice
        let middle = (columns.lowerBound + columns.upperBound) / 2
        let rows = max(row - Self.width / 2, 1)..<min(row + Self.width / 2, lattice.rows - 2)
        let across = nearest(to: Double(middle), columns, at: { row * lattice.columns + $0 })
        let down = nearest(to: Double(row), rows, at: { $0 * lattice.columns + middle })
        let distances = (across.map { abs($0.0 - Double(middle)) }, down.map { abs($0.0 - Double(row)) })
        if let down, (distances.1 ?? .infinity) < (distances.0 ?? .infinity) {
            return (Double(middle), down.0, down.1)
        }
        return across.map { ($0.0, Double(row), $0.1) }
    }

    /// Where a level is crossed nearest to a place along a line of numbered places, whose values stand at some indices.
    private func nearest(to middle: Double, _ places: Range<Int>, at index: (Int) -> Int) -> (Double, Double)?
    {
        var (best, least): ((Double, Double)?, Double) = (nil, .infinity)
        for number in places {
            let (one, two) = (field.values[index(number)], field.values[index(number + 1)])
            guard one.isFinite, two.isFinite, one != two else { continue }
            for level in levels where (one < level) != (two < level) {
                let place = Double(number) + (level - one) / (two - one)
                if abs(place - middle) < least { (best, least) = ((place, level), abs(place - middle)) }
            }
        }
        return best
    }

    /// Along the line there, from left to right so that it can be read.
    private func angle(_ column: Int, _ row: Int) -> Double {
        let (columns, index) = (field.lattice.columns, row * field.lattice.columns + column)
        let across = field.values[index + 1] - field.values[index]
        let down = field.values[index + columns] - field.values[index - columns]
        guard across.isFinite, down.isFinite else { return 0 }
        let angle = atan2(across, -down / 2)
        return angle > .pi / 2 ? angle - .pi : angle < -.pi / 2 ? angle + .pi : angle
    }
}
