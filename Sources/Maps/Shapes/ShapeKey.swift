/// One line of a legend of lines or symbols: what it means, and how it looks in some room around a place.
struct ShapeKey: Sendable {
    /// A number or numbers, in words.
    let label: String
    let draw: @Sendable (_ centre: PicturePoint, _ canvas: ShapeCanvas) -> Void

    /// Pixels that a symbol has on a usual screen.
    static let room = (width: 34.0, height: 26.0)

    /// A line across the room.
    static func line(_ label: String, tint: Tint, width: Double) -> ShapeKey {
        ShapeKey(label: label) { centre, canvas in
            let half = room.width / 2 - 3
            canvas.addLine([
                PicturePoint(x: centre.x - half, y: centre.y + 3),
                PicturePoint(x: centre.x - half / 3, y: centre.y - 3),
                PicturePoint(x: centre.x + half / 3, y: centre.y + 3),
                PicturePoint(x: centre.x + half, y: centre.y - 3),
            ])
            canvas.use(tint)
            canvas.stroke(width: width)
        }
    }
}

/// A style of which a legend shows symbols with what they mean.
protocol LegendKeys: Sendable {
    /// At least one, with numbers in the units of the ink.
    func keys(_ ink: ShapeInk) -> [ShapeKey]
}
