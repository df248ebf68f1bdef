/// Shares a sheet among title, names of lines and panels.
struct PlotLayout {
    /// Where a panel is: its axes with their texts around `box`.
    struct Place {
        let box: PlotBox
        let hasX, hasY: Bool
        /// The baseline of the horizontal axis's title, and that of the vertical one's.
        let titleY, titleX: Double
        /// The right end of what belongs to it.
        let right: Double
    }

    private let sheet: PlotSheet
    /// Of letters, in pixels.
    let size: Double
    private let margin: Double
    /// Where what is written from above ends.
    private var top: Double

    init(_ sheet: PlotSheet) {
        self.sheet = sheet
        size = min(max(min(sheet.width / 52, sheet.height / 34), 8), 16).rounded()
        margin = (size * 0.8).rounded()
        top = margin
    }

    private var isSmall: Bool { sheet.height < 12 * size }

    mutating func writeTitle(_ title: String, note: String) {
        let room = sheet.width - 2 * margin
        for (text, size) in [(title, size * 1.2), (isSmall ? "" : note, size)] where !text.isEmpty {
            top += size
            let colour: Colour = size == self.size ? Colour(0x555555) : .black
            sheet.write(sheet.fitted(text, width: room, size: size), x: margin, y: top, size: size, colour)
            top += size * 0.4
        }
    }

    /// The names of lines with their colours, in three rows at most.
    mutating func writeNames(_ names: [(name: String, colour: Colour)]) {
        guard !names.isEmpty, !isSmall else { return }
        let (stroke, gap) = (size * 1.8, size * 1.2)
        var (x, rows) = (margin, 1)
        top += size
        for (number, (name, colour)) in names.enumerated() {
            let text = sheet.fitted(name, width: sheet.width - 2 * margin - stroke - gap, size: size)
            let width = stroke + size * 0.4 + sheet.width(of: text, size: size)
            if x > margin, x + width > sheet.width - margin {
                guard rows < 3 else {
                    sheet.write("+ \(names.count - number)", x: x, y: top, size: size)
                    break
                }
                (x, rows) = (margin, rows + 1)
                top += size * 1.4
            }
            sheet.line([(x, top - size * 0.35), (x + stroke, top - size * 0.35)], colour, width: 2)
            sheet.write(text, x: x + stroke + size * 0.4, y: top, size: size)
            x += width + gap
        }
        top += size * 0.4
    }

    func places(of panels: [PlotPanel], isSideBySide: Bool) -> [Place] {
        let count = Double(max(panels.count, 1))
        let area = PlotBox(
            left: 0,
            top: top + size * 0.4,
            right: sheet.width,
            bottom: sheet.height - margin * 0.6
        )
        let below = belowHeight(panels)
        let bars = panels.map(barWidth)
        if isSideBySide {
            let width = area.width / count
            return panels.indices.map { number in
                let left = Double(number) * width
                let own = leftWidth(panels[number])
                let box = PlotBox(
                    left: left + own,
                    top: area.top,
                    right: left + width - margin - bars[number],
                    bottom: area.bottom - below
                )
                return place(box, left: left, right: left + width, hasX: true, below: below)
            }
        }
        let own = panels.map(leftWidth).max() ?? 0
        let bar = bars.max() ?? 0
        let gap = size * 0.9
        let height = (area.height - below - gap * (count - 1)) / count
        return panels.indices.map { number in
            let top = area.top + Double(number) * (height + gap)
            let box = PlotBox(left: own, top: top, right: area.right - margin - bar, bottom: top + height)
            return place(
                box,
                left: 0,
                right: area.right,
                hasX: number == panels.count - 1,
                below: below
            )
        }
    }

    private func place(_ box: PlotBox, left: Double, right: Double, hasX: Bool, below: Double) -> Place {
        var box = box
        // A box has a size, however little room there is.
        box.right = max(box.right, box.left + 4)
        box.bottom = max(box.bottom, box.top + 4)
        return Place(
            box: box,
            hasX: hasX,
            hasY: true,
            titleY: box.bottom + below - size * 0.4,
            titleX: left + margin * 0.6 + size,
            right: right
        )
    }

    /// Room for numbers, a date below them, and the title of the horizontal axis.
    private func belowHeight(_ panels: [PlotPanel]) -> Double {
        let isTime = panels.contains { if case .time = $0.x.kind { true } else { false } }
        let hasTitle = panels.contains { !$0.x.title.isEmpty } && !isSmall
        return size * (isTime ? 3.1 : 1.9) + (hasTitle ? size * 1.5 : 0)
    }

    /// Room for the title and the numbers of the vertical axis.
    private func leftWidth(_ panel: PlotPanel) -> Double {
        let numbers = panel.y.ticks(6).map { sheet.width(of: $0.text, size: size) }.max() ?? 0
        return margin * 0.6 + (panel.y.title.isEmpty ? 0 : size * 1.6) + numbers + size * 0.9
    }

    private func barWidth(_ panel: PlotPanel) -> Double {
        guard case .cells = panel.content else { return 0 }
        return min(size * 8.5, sheet.width / 3)
    }
}
