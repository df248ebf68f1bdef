/// What the lines or symbols of a layer mean: a few of them with the number of each.
struct ShapeLegend: Sendable {
    let keys: [ShapeKey]
    let title: String
    /// Empty for none.
    let units: String
    /// How much larger than on a usual screen letters and symbols are.
    let scale: Double

    private static let size = 11.0
    private static let margin = 6.0
    private static let leading = 1.3
    /// Lines of a title at most.
    private static let titleLines = 3
    /// Room for the words of a key beside it.
    private static let wordsWidth = 76.0
    /// Paper on which nothing can be read has one symbol alone; lower than that it has no title.
    private static let leastWidth = 60.0
    private static let leastHeight = 80.0

    /// Draws the legend over the whole of an empty canvas; what has no room is left out from the end.
    func draw(on canvas: ShapeCanvas) {
        guard let layout = TextLayer(width: canvas.width, height: canvas.height), !keys.isEmpty else {
            return
        }
        let (width, height) = (Double(canvas.width) / scale, Double(canvas.height) / scale)
        canvas.scaled(by: scale) {
            guard width >= Self.leastWidth else {
                keys[keys.count / 2].draw(PicturePoint(x: width / 2, y: height / 2), canvas)
                return
            }
            let top = drawTitle(layout, width: width, height: height, on: canvas)
            let room = ShapeKey.room
            let rows = max(Int((height - top - Self.margin / 2) / room.height), 1)
            let columns = max(Int(width / (room.width + Self.wordsWidth)), 1)
            let columnWidth =
                (width - Self.margin) / Double(min(columns, max((keys.count + rows - 1) / rows, 1)))
            for (number, key) in keys.prefix(rows * columns).enumerated() {
                let left = Self.margin + Double(number / rows) * columnWidth
                let middle = top + (Double(number % rows) + 0.5) * room.height
                key.draw(PicturePoint(x: left + room.width / 2, y: middle), canvas)
                let place = left + room.width + 6
                let words = layout.fitted(key.label, width: left + columnWidth - place - 2, size: Self.size)
                canvas.write(
                    words,
                    left: PicturePoint(x: place, y: middle + Self.size * 0.36),
                    size: Self.size
                )
            }
        }
    }

    /// The first free row below the title, which is left out where it would take more than half of the paper.
    private func drawTitle(_ layout: TextLayer, width: Double, height: Double, on canvas: ShapeCanvas)
        -> Double
    {
        let lineHeight = Self.size * Self.leading
        let most = height >= Self.leastHeight ? min(Self.titleLines, Int(height / 2 / lineHeight)) : 0
        var row = Self.margin
        guard most > 0 || width >= 3 * height else { return row }
        let ending = units.isEmpty ? "" : " [\(units)]"
        let room = width - 2 * Self.margin
        for line in layout.lines(title, ending: ending, width: room, size: Self.size, most: max(most, 1)) {
            canvas.write(line, left: PicturePoint(x: Self.margin, y: row + Self.size), size: Self.size)
            row += lineHeight
        }
        return row + 2
    }
}
