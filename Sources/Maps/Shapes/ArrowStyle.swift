internal import Glibc

/// Arrows along vectors, the longer the greater.
struct ArrowStyle: ShapeStyle {
    let step = 26.0
    let margin = 14.0

    /// Of the greatest vector of the range and of the least.
    private static let longest = 24.0
    private static let shortest = 5.0
    private static let lineWidth = 1.4
    /// Of the head, in parts of the arrow, and at most.
    private static let headShare = 0.4
    private static let longestHead = 7.0

    func draw(_ field: ShapeField, in ink: ShapeInk, on canvas: ShapeCanvas) throws {
        try canvas.check()
        field.forEachVector { place, _, magnitude, direction in
            // Nothing has no direction.
            guard magnitude > 0 else { return }
            let length = Self.length(of: magnitude, in: ink.range)
            draw(place, length: length, direction, tint: ink.tint(of: magnitude), on: canvas)
        }
    }

    /// Of the greatest, and of a half and a quarter of it.
    func keys(_ ink: ShapeInk) -> [ShapeKey] {
        let greatest = NiceNumbers.step(atLeast: ink.range.maximum / 2.5)
        return [greatest * 2, greatest, greatest / 2].map { magnitude in
            let label = "\(NiceNumbers.text(magnitude, step: greatest / 2))"
            return ShapeKey(label: label) { centre, canvas in
                let (length, direction) = (
                    Self.length(of: magnitude, in: ink.range), ShapeField.Direction(right: 1, up: 0)
                )
                draw(centre, length: length, direction, tint: ink.tint(of: magnitude), on: canvas)
            }
        }
    }

    /// Lengths grow with square roots, so that small ones are seen beside great ones.
    static func length(of magnitude: Double, in range: ColourRange) -> Double {
        let share = min(max(magnitude / max(range.maximum, .leastNormalMagnitude), 0), 1)
        return shortest + (longest - shortest) * share.squareRoot()
    }

    /// An arrow around a place.
    func draw(
        _ middle: PicturePoint,
        length: Double,
        _ direction: ShapeField.Direction,
        tint: Tint,
        on canvas: ShapeCanvas
    ) {
        func point(_ along: Double, _ aside: Double) -> PicturePoint {
            PicturePoint(
                x: middle.x + along * direction.right - aside * direction.up,
                y: middle.y - along * direction.up - aside * direction.right
            )
        }
        let (tip, head) = (length / 2, min(length * Self.headShare, Self.longestHead))
        canvas.addLine([point(-tip, 0), point(tip, 0)])
        canvas.addLine([point(tip - head, head * 0.6), point(tip, 0), point(tip - head, -head * 0.6)])
        canvas.use(tint)
        canvas.stroke(width: Self.lineWidth)
    }
}
