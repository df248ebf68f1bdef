/// The paper that a legend is drawn on: the canvas, its colours, and how large text is there.
struct LegendSheet {
    let canvas: IndexedCanvas
    /// Where the palette stands among the picture's colours.
    let classes: Shading
    /// Nil on paper that is too small for text.
    let text: TextLayer?
    let margin: Int
    let fontSize: Double
    private let ink: UInt8?
    private let units: String
    private let scale: Double

    /// Pixels along a bar of what lies beyond its end.
    private static let ending = 8
    /// Shorter sides have room for colours alone.
    private static let leastSide = 28
    /// Heights of a digit, of a capital with an accent, and of a line, by the size of the font.
    private static let capitals = 0.73
    private static let accented = 0.95
    private static let leading = 1.25

    /// `scale`, at least 1, makes letters and lines larger.
    init(
        canvas: IndexedCanvas,
        colours: PictureColours,
        classes: Shading,
        units: String,
        scale: Double = 1
    ) {
        self.scale = scale
        self.canvas = canvas
        self.classes = classes
        self.units = units.isEmpty ? "" : " [\(units)]"
        let shorter = min(canvas.width, canvas.height)
        text = shorter < Self.leastSide ? nil : TextLayer(width: canvas.width, height: canvas.height)
        margin = min(max(shorter / 20, 2), Int(6 * scale))
        fontSize = Double(shorter) < 60 * scale ? 9 * max(min(scale, Double(shorter) / 28), 1) : 11 * scale
        ink = colours.firstInk.map { UInt8(truncatingIfNeeded: $0 + PictureColours.inkLevels - 1) }
    }

    /// Pixels of a length that is so long on a usual screen.
    func scaled(_ length: Int) -> Int { Int((Double(length) * scale).rounded()) }

    var width: Int { canvas.width }
    var height: Int { canvas.height }
    var lineHeight: Int { Int((fontSize * Self.leading).rounded(.up)) }
    var letterHeight: Int { Int((fontSize * Self.capitals).rounded(.up)) }
    private var ascent: Int { Int((fontSize * Self.accented).rounded(.up)) }

    /// Writes the title and its units in as many lines as it takes, up to `most`.
    ///
    /// - Returns: the first row below it.
    func writeTitle(_ title: String, most: Int) -> Int {
        guard let text, most > 0 else { return margin }
        let room = Double(width - 2 * margin)
        var row = margin
        for line in text.lines(title, ending: units, width: room, size: fontSize, most: most) {
            text.write(line, x: Double(margin), y: Double(row + ascent), size: fontSize)
            row += lineHeight
        }
        return row
    }

    /// All colours of the palette, the first at the bottom or at the left.
    func drawBar(columns: Range<Int>, rows: Range<Int>, isVertical: Bool) {
        let length = isVertical ? rows.count : columns.count
        for step in 0..<max(length, 0) {
            let share = (Double(step) + 0.5) / Double(length)
            let index = min(Int(share * Double(classes.colours)), classes.colours - 1)
            let entry = UInt8(truncatingIfNeeded: classes.firstIndex + index)
            if isVertical {
                let row = rows.upperBound - 1 - step
                canvas.fill(columns: columns, rows: row..<(row + 1), with: entry)
            } else {
                let column = columns.lowerBound + step
                canvas.fill(columns: column..<(column + 1), rows: rows, with: entry)
            }
        }
    }

    /// Draws what lies beyond the ends of the palette, where it has colours of its own, as blocks at the ends of a bar.
    ///
    /// - Returns: what is left for the palette.
    func drawEndings(columns: Range<Int>, rows: Range<Int>, isVertical: Bool) -> (Range<Int>, Range<Int>) {
        let along = isVertical ? rows : columns
        let ending = scaled(Self.ending)
        guard along.count >= 6 * ending else { return (columns, rows) }
        let (outer, taken) = (classes.outer, ending + 1)
        // The low end is the lower or the left one.
        let (first, last) = isVertical ? (outer.above, outer.below) : (outer.below, outer.above)
        let start = along.lowerBound + (first == nil ? 0 : taken)
        let rest = start..<(along.upperBound - (last == nil ? 0 : taken))
        let blocks = [
            (first, along.lowerBound..<(along.lowerBound + ending)),
            (last, (along.upperBound - ending)..<along.upperBound),
        ]
        for (index, part) in blocks {
            guard let index else { continue }
            let (across, down) = isVertical ? (columns, part) : (part, rows)
            canvas.fill(columns: across, rows: down, with: index)
            drawFrame(columns: across, rows: down)
        }
        return isVertical ? (columns, rest) : (rest, rows)
    }

    /// A line around a box, a pixel outside of it.
    func drawFrame(columns: Range<Int>, rows: Range<Int>) {
        let (left, right) = (columns.lowerBound - 1, columns.upperBound)
        let (top, bottom) = (rows.lowerBound - 1, rows.upperBound)
        for row in [top, bottom] { drawLine(columns: left..<(right + 1), rows: row..<(row + 1)) }
        for column in [left, right] { drawLine(columns: column..<(column + 1), rows: top..<(bottom + 1)) }
    }

    func drawLine(columns: Range<Int>, rows: Range<Int>) {
        if let ink { canvas.fill(columns: columns, rows: rows, with: ink) }
    }

    /// One colour of the palette, framed.
    func drawSwatch(_ number: Int, columns: Range<Int>, rows: Range<Int>) {
        let entry = classes.firstIndex + number % classes.colours
        canvas.fill(columns: columns, rows: rows, with: UInt8(truncatingIfNeeded: entry))
        drawFrame(columns: columns, rows: rows)
    }
}
