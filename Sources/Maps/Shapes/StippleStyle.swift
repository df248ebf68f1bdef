/// Dots, the denser the greater the value: none at the lower end of the range and below, all at its upper end and above.
struct StippleStyle: ShapeStyle {
    let step = 6.0
    let margin = 6.0

    private static let radius = 1.1

    /// Of a square of places, in which order they get their dots: any part of them is spread evenly (Bayer's matrix).
    private static let order = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

    func draw(_ field: ShapeField, in ink: ShapeInk, on canvas: ShapeCanvas) throws {
        let lattice = field.lattice
        for row in 0..<lattice.rows {
            try canvas.check()
            for column in 0..<lattice.columns {
                let value = field.values[row * lattice.columns + column]
                guard value.isFinite else { continue }
                let place = ((lattice.firstRow + row) & 3) * 4 + ((lattice.firstColumn + column) & 3)
                let threshold = (Double(Self.order[place]) + 0.5) / 16
                guard ink.range.share(of: value) > threshold else { continue }
                canvas.addCircle(lattice.point(column: Double(column), row: Double(row)), radius: Self.radius)
                canvas.use(ink.tint(of: value))
                canvas.fillPath()
            }
        }
    }

    /// Of a quarter of the range, the half and all of it.
    func keys(_ ink: ShapeInk) -> [ShapeKey] {
        let step = (ink.range.maximum - ink.range.minimum) / 4
        return [0.25, 0.5, 1].map { share in
            let value = ink.range.value(atShare: share)
            return ShapeKey(label: "\(NiceNumbers.text(value, step: step))") { centre, canvas in
                for row in 0..<4 {
                    for column in 0..<5 where (Double(Self.order[row * 4 + column % 4]) + 0.5) / 16 < share {
                        let place = PicturePoint(
                            x: centre.x + (Double(column) - 2) * self.step,
                            y: centre.y + (Double(row) - 1.5) * self.step
                        )
                        canvas.addCircle(place, radius: Self.radius)
                    }
                }
                canvas.use(ink.tint(of: value))
                canvas.fillPath()
            }
        }
    }
}
