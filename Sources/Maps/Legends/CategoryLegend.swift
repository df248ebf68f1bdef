/// Categories as squares of their colours with names beside them, in as many columns as it takes and as have room.
struct CategoryLegend {
    let sheet: LegendSheet
    let text: TextLayer
    let title: String
    let names: [String]

    /// Pixels that a name wants at least, before another column is begun.
    private static let leastColumn = 90

    func draw(isVertical: Bool) {
        let titleLines = titleLines
        let top = sheet.writeTitle(title, most: titleLines) + (titleLines > 0 ? 3 : 1)
        let rowHeight = sheet.lineHeight + 2
        let rows = max((sheet.height - top - sheet.margin) / rowHeight, 1)
        let room = sheet.width - 2 * sheet.margin
        let wanted = (names.count + rows - 1) / rows
        let columns = min(max(room / sheet.scaled(Self.leastColumn), 1), max(wanted, 1))
        let capacity = rows * columns
        // The last place tells how many have none.
        let shown = names.count <= capacity ? names.count : max(capacity - 1, 0)
        for place in 0..<min(names.count, capacity) {
            let corner = (
                x: sheet.margin + place / rows * (room / columns), y: top + place % rows * rowHeight
            )
            if place < shown {
                drawEntry(place, at: corner, width: room / columns)
            } else {
                write("+ \(names.count - shown)", at: corner, width: room / columns)
            }
        }
    }

    /// Names come before the title where there is room for one of the two.
    private var titleLines: Int {
        let leastHeight = sheet.width < 300 ? 80 : 3 * sheet.lineHeight + 2 * sheet.margin
        guard sheet.width >= 50, sheet.height >= leastHeight else { return 0 }
        return sheet.height >= 150 ? 3 : 1
    }

    private func drawEntry(_ number: Int, at corner: (x: Int, y: Int), width: Int) {
        let side = min(sheet.lineHeight - 1, max(width - 2, 1))
        let columns = (corner.x + 1)..<(corner.x + 1 + side)
        sheet.drawSwatch(number, columns: columns, rows: (corner.y + 1)..<(corner.y + 1 + side))
        write(names[number], at: (corner.x + side + 7, corner.y), width: width - side - 10)
    }

    private func write(_ name: String, at corner: (x: Int, y: Int), width: Int) {
        guard width > 0 else { return }
        let baseline = Double(corner.y) + Double(sheet.lineHeight + sheet.letterHeight) / 2
        let fitted = text.fitted(name, width: Double(width), size: sheet.fontSize)
        text.write(fitted, x: Double(corner.x), y: baseline, size: sheet.fontSize)
    }
}
