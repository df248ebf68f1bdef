/// A bar of colours with numbers beside or below it, laid out for the room that there is.
///
/// What has no room is left out in this order: lines of the title, numbers, the rest of the title. Numbers are never cut
/// and never run into each other.
struct RampLegend {
    let sheet: LegendSheet
    let text: TextLayer
    let title: String
    let range: ColourRange
    let isTurn: Bool

    private static let widestBar = 22
    private static let narrowestBar = 6
    private static let maxNumbers = 9

    private var tickLength: Int { sheet.scaled(4) }

    private struct Mark {
        let share: Double
        let text: String
        let width: Double
    }

    func draw(isVertical: Bool) {
        if isVertical { drawVertical() } else { drawHorizontal() }
    }

    private func drawVertical() {
        let letter = sheet.letterHeight
        let titleLines = sheet.width < 50 ? 0 : sheet.height >= 150 ? 3 : sheet.height >= 60 ? 1 : 0
        let below = sheet.writeTitle(title, most: titleLines)
        let top = below + letter / 2 + 1
        let bottom = sheet.height - sheet.margin - letter / 2 - 1
        let rows = top..<max(bottom, top + 1)
        let left = sheet.margin + 1
        let room = sheet.width - left - sheet.margin
        let marks = marks(most: rows.count / (2 * sheet.lineHeight))
        let widest = Int((marks.map(\.width).max() ?? 0).rounded(.up))
        let besides = tickLength + 3 + widest
        let hasNumbers = !marks.isEmpty && room - besides >= Self.narrowestBar
        let bar =
            left..<(left + (hasNumbers ? min(sheet.scaled(Self.widestBar), room - besides) : max(room, 1)))
        let (_, inner) = sheet.drawEndings(columns: bar, rows: rows, isVertical: true)
        sheet.drawBar(columns: bar, rows: inner, isVertical: true)
        sheet.drawFrame(columns: bar, rows: inner)
        guard hasNumbers else { return }
        var free = Double.infinity
        for mark in marks {
            let row = inner.upperBound - 1 - Int((mark.share * Double(inner.count - 1)).rounded())
            guard Double(row) <= free else { continue }
            free = Double(row - sheet.lineHeight)
            let end = bar.upperBound + 1 + tickLength
            sheet.drawLine(columns: (bar.upperBound + 1)..<end, rows: row..<(row + 1))
            let baseline = Double(row) + 0.5 + Double(letter) / 2
            text.write(mark.text, x: Double(end + 2), y: baseline, size: sheet.fontSize)
        }
    }

    private func drawHorizontal() {
        let titleLines = sheet.height >= 3 * sheet.lineHeight + 2 * sheet.margin ? 1 : 0
        let below = sheet.writeTitle(title, most: titleLines)
        let numbersHeight = tickLength + 2 + sheet.letterHeight
        let bottom = sheet.height - sheet.margin - numbersHeight
        let top = below + 1
        let hasRoom = bottom - top >= Self.narrowestBar
        let rows = top..<(hasRoom ? bottom : max(sheet.height - sheet.margin - 1, top + 1))
        let (bar, marks) = hasRoom ? horizontalMarks() : (horizontalBar(inset: 0), [])
        let (inner, _) = sheet.drawEndings(columns: bar, rows: rows, isVertical: false)
        sheet.drawBar(columns: inner, rows: rows, isVertical: false)
        sheet.drawFrame(columns: inner, rows: rows)
        var free = -Double.infinity
        for mark in marks {
            let column = inner.lowerBound + Int((mark.share * Double(inner.count - 1)).rounded())
            let start = Double(column) + 0.5 - mark.width / 2
            guard start >= free else { continue }
            free = start + mark.width + sheet.fontSize / 2
            let end = rows.upperBound + 1 + tickLength
            sheet.drawLine(columns: column..<(column + 1), rows: (rows.upperBound + 1)..<end)
            text.write(mark.text, x: start, y: Double(end + 1 + sheet.letterHeight), size: sheet.fontSize)
        }
    }

    /// The bar between margins that leave room for half a number at either end, and the numbers that fit below it.
    private func horizontalMarks() -> (bar: Range<Int>, marks: [Mark]) {
        for most in stride(from: Self.maxNumbers, through: 1, by: -1) {
            let marks = marks(most: most)
            let widest = marks.map(\.width).max() ?? 0
            let bar = horizontalBar(inset: Int((widest / 2).rounded(.up)))
            if (widest + sheet.fontSize) * Double(marks.count) <= Double(bar.count) + widest {
                return (bar, marks)
            }
        }
        return (horizontalBar(inset: 0), [])
    }

    private func horizontalBar(inset: Int) -> Range<Int> {
        let left = sheet.margin + 1 + max(inset - 1, 0)
        return left..<max(sheet.width - left, left + 1)
    }

    /// Round numbers along the bar, about as many as `most`, ascending; none for 0.
    private func marks(most: Int) -> [Mark] {
        guard most > 0 else { return [] }
        return numbers(min(most, Self.maxNumbers - 1)).compactMap { value, text in
            let share = range.share(of: value)
            guard share > -0.001, share < 1.001 else { return nil }
            let width = self.text.width(of: text, size: sheet.fontSize)
            return Mark(share: min(max(share, 0), 1), text: text, width: width)
        }
    }

    private func numbers(_ count: Int) -> [(Double, String)] {
        if isTurn { return eighths(count) }
        guard range.isLogarithmic else {
            let ticks = NiceNumbers.ticks(from: range.minimum, to: range.maximum, count: count)
            let step = ticks.count > 1 ? ticks[1] - ticks[0] : abs(range.maximum - range.minimum)
            return ticks.map { ($0, NiceNumbers.text($0, step: step)) }
        }
        return NiceNumbers.decades(from: range.minimum, to: range.maximum, count: count)
            .map { ($0, NiceNumbers.text($0, step: $0)) }
    }

    /// Eighths, quarters or halves of a turn: their numbers are 45, 90 and 180 degrees.
    private func eighths(_ count: Int) -> [(Double, String)] {
        let parts = [8, 4, 2].first { $0 <= count } ?? 1
        let part = (range.maximum - range.minimum) / Double(parts)
        return (0...parts).map { number in
            let value = range.minimum + Double(number) * part
            return (value, NiceNumbers.text(value, step: part.rounded() == part ? 1 : 0.01))
        }
    }
}
