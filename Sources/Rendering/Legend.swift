/// A colour bar with its numbers: what a map's colours mean.
package struct Legend: Sendable {
    package let palette: Palette
    package let range: ColourRange
    /// Written above the bar: what is shown, and in which units.
    package let title: String
    /// True for the bar alone, filling the picture.
    package let isBarOnly: Bool

    package init(palette: Palette, range: ColourRange, title: String, isBarOnly: Bool = false) {
        self.palette = palette
        self.range = range
        self.title = title
        self.isBarOnly = isBarOnly
    }

    /// Size of a legend when nothing else is asked for.
    package static let defaultSize = (width: 140, height: 280)
    private static let margin = 6
    private static let barWidth = 22
    private static let tickLength = 4

    /// Entry 0 the paper, then the palette, then the ink.
    package func colours(isTransparent: Bool) -> PictureColours {
        return PictureColours(palettes: [palette, .ink], background: .white, isTransparent: isTransparent)
    }

    /// Draws the legend over the whole of an empty canvas, the lowest value at the bottom.
    package func draw(on canvas: IndexedCanvas, colours: PictureColours) {
        guard let classes = colours.shading(palette: palette, range: range) else { return }
        let ink = UInt8(truncatingIfNeeded: colours.colours.count - 1)
        if isBarOnly {
            drawBar(on: canvas, columns: 0..<canvas.width, rows: 0..<canvas.height, classes: classes)
            return
        }
        let top = drawTitle(on: canvas, ink: ink)
        let rows = top..<max(canvas.height - Self.margin - BitmapFont.glyphHeight / 2, top + 1)
        let left = Self.margin
        let columns = left..<min(left + Self.barWidth, max(canvas.width / 2, left + 1))
        drawBar(on: canvas, columns: columns, rows: rows, classes: classes)
        drawFrame(on: canvas, columns: columns, rows: rows, ink: ink)
        drawNumbers(on: canvas, from: columns.upperBound + 1, rows: rows, ink: ink)
    }

    /// Writes the title in as many lines as it takes, up to four.
    ///
    /// - Returns: the first row of the bar.
    private func drawTitle(on canvas: IndexedCanvas, ink: UInt8) -> Int {
        let room = max((canvas.width - 2 * Self.margin) / BitmapFont.advance, 1)
        var row = Self.margin
        for line in IndexedCanvas.lines(of: title, room: room).prefix(4) {
            canvas.write(line, column: Self.margin, row: row, index: ink)
            row += BitmapFont.lineHeight
        }
        return row + BitmapFont.glyphHeight / 2 + 1
    }

    private func drawBar(on canvas: IndexedCanvas, columns: Range<Int>, rows: Range<Int>, classes: Shading) {
        for row in rows {
            let share = Double(rows.upperBound - 1 - row) + 0.5
            let index = min(Int(share / Double(rows.count) * Double(classes.colours)), classes.colours - 1)
            let entry = UInt8(truncatingIfNeeded: classes.firstIndex + index)
            for column in columns { canvas.set(column: column, row: row, to: entry) }
        }
    }

    private func drawFrame(on canvas: IndexedCanvas, columns: Range<Int>, rows: Range<Int>, ink: UInt8) {
        for column in (columns.lowerBound - 1)...columns.upperBound {
            canvas.set(column: column, row: rows.lowerBound - 1, to: ink)
            canvas.set(column: column, row: rows.upperBound, to: ink)
        }
        for row in rows {
            canvas.set(column: columns.lowerBound - 1, row: row, to: ink)
            canvas.set(column: columns.upperBound, row: row, to: ink)
        }
    }

    private func drawNumbers(on canvas: IndexedCanvas, from left: Int, rows: Range<Int>, ink: UInt8) {
        for (value, text) in labels(room: rows.count) {
            let share = range.share(of: value)
            guard share > -0.001, share < 1.001 else { continue }
            let row = rows.upperBound - 1 - Int((share * Double(rows.count - 1)).rounded())
            for column in left..<(left + Self.tickLength) { canvas.set(column: column, row: row, to: ink) }
            let text = (text, left + Self.tickLength + 2, row - BitmapFont.glyphHeight / 2)
            canvas.write(text.0, column: text.1, row: text.2, index: ink)
        }
    }

    /// The numbers beside the bar, as many as have room.
    private func labels(room: Int) -> [(Double, String)] {
        let count = min(max(room / (2 * BitmapFont.lineHeight), 1), 8)
        guard range.isLogarithmic else {
            let ticks = NiceNumbers.ticks(from: range.minimum, to: range.maximum, count: count)
            let step = ticks.count > 1 ? ticks[1] - ticks[0] : abs(range.maximum - range.minimum)
            return ticks.map { ($0, NiceNumbers.text($0, step: step)) }
        }
        return NiceNumbers.decades(from: range.minimum, to: range.maximum, count: count)
            .map { ($0, NiceNumbers.text($0, step: $0)) }
    }
}
