internal import Glibc

/// Wind barbs as WMO has them: the staff points to where the wind comes from.
///
/// A half feather is 5 knots, a feather 10, a pennant 50; they are on the side of low pressure, which is another one south of
/// the equator; a circle is calm.
struct BarbStyle: ShapeStyle {
    let step = 34.0
    let margin = 30.0

    private static let staff = 22.0
    private static let feather = 9.0
    /// From one feather to the next.
    private static let spacing = 3.6
    private static let lineWidth = 1.2
    private static let calmRadius = 3.0

    func draw(_ field: ShapeField, in ink: ShapeInk, on canvas: ShapeCanvas) throws {
        try canvas.check()
        field.forEachVector { place, index, speed, direction in
            draw(
                place,
                knots: speed * field.knots,
                direction,
                isSouthern: field.areSouthern.indices.contains(index) && field.areSouthern[index],
                tint: ink.tint(of: speed),
                on: canvas
            )
        }
    }

    func keys(_ ink: ShapeInk) -> [ShapeKey] {
        let words = [(0.0, "calm"), (5, "5 knots"), (10, "10 knots"), (50, "50 knots"), (65, "65 knots")]
        return words.map { knots, label in
            ShapeKey(label: label) { centre, canvas in
                let foot = PicturePoint(x: centre.x + (knots > 0 ? Self.staff / 2 : 0), y: centre.y + 4)
                let direction = ShapeField.Direction(right: 1, up: 0)
                draw(foot, knots: knots, direction, isSouthern: false, tint: ShapeInk.plain, on: canvas)
            }
        }
    }

    /// The symbol of a wind at a place, towards a direction.
    func draw(
        _ place: PicturePoint,
        knots: Double,
        _ direction: ShapeField.Direction,
        isSouthern: Bool,
        tint: Tint,
        on canvas: ShapeCanvas
    ) {
        canvas.use(tint)
        var left = Int((min(knots, 1000) / 5).rounded()) * 5
        guard left > 0 else {
            canvas.addCircle(place, radius: Self.calmRadius)
            return canvas.stroke(width: Self.lineWidth)
        }
        /// `along` the staff from its foot, `aside` on the side of the feathers.
        func point(_ along: Double, _ aside: Double) -> PicturePoint {
            let side = isSouthern ? -aside : aside
            return PicturePoint(
                x: place.x - along * direction.right - side * direction.up,
                y: place.y + along * direction.up - side * direction.right
            )
        }
        let feathers = (left / 50, left % 50 / 10, left % 10 / 5)
        let room = Double(feathers.0) * 2 * Self.spacing + Double(feathers.1 + feathers.2) * Self.spacing
        var end = max(Self.staff, room + Self.spacing)
        canvas.addLine([point(0, 0), point(end, 0)])
        canvas.stroke(width: Self.lineWidth)
        // A single half feather stands away from the end, so that it is not taken for a whole one.
        if left == 5 { end -= Self.spacing }
        while left >= 50 {
            canvas.addLine(
                [point(end, 0), point(end - Self.spacing, Self.feather), point(end - 2 * Self.spacing, 0)],
                isClosed: true
            )
            canvas.fillPath()
            (left, end) = (left - 50, end - 2 * Self.spacing)
        }
        while left >= 5 {
            let share = left >= 10 ? 1.0 : 0.5
            canvas.addLine([point(end, 0), point(end + Self.spacing * share, Self.feather * share)])
            canvas.stroke(width: Self.lineWidth)
            (left, end) = (left - (left >= 10 ? 10 : 5), end - Self.spacing)
        }
    }
}
