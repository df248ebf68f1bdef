package import Failures

/// Draws one panel of a plot: axes, and what is between them.
struct PanelPainter {
    let sheet: PlotSheet
    let panel: PlotPanel
    let place: PlotLayout.Place
    /// Of letters, in pixels.
    let size: Double

    private static let ink = Colour(0x333333)
    private static let pale = Colour(0xE4E4E4)

    private var box: PlotBox { place.box }

    func paint() throws(Failure) {
        let (across, up) = (ticksAcross(), panel.y.ticks(max(Int(box.height / (size * 3)), 1)))
        switch panel.content {
        case .lines(let lines):
            drawGrid(across, up)
            sheet.clipped(
                to: PlotBox(
                    left: box.left - 1,
                    top: box.top - 1,
                    right: box.right + 1,
                    bottom: box.bottom + 1
                )
            ) {
                for line in lines { draw(line) }
            }
        case .cells(let cells):
            try draw(cells)
            try drawBar(cells)
        }
        sheet.frame(box, Self.ink)
        writeAcross(across)
        writeUp(up)
    }

    private func x(_ number: Double) -> Double { box.left + panel.x.share(of: number) * box.width }
    private func y(_ number: Double) -> Double { box.bottom - panel.y.share(of: number) * box.height }

    private func drawGrid(_ across: [PlotTick], _ up: [PlotTick]) {
        for tick in across {
            let x = x(tick.number).rounded() + 0.5
            sheet.line([(x, box.top), (x, box.bottom)], Self.pale)
        }
        for tick in up {
            let y = y(tick.number).rounded() + 0.5
            sheet.line([(box.left, y), (box.right, y)], Self.pale)
        }
    }

    // Lines.

    private func draw(_ line: PlotLine) {
        for run in line.points.split(whereSeparator: { !$0.isKnown }) {
            let points = Self.thinned(run.map { (x($0.x), y($0.y)) })
            sheet.line(points, line.colour, width: 1.6)
            guard run.count == 1 || Double(line.points.count) * size < box.width * 0.8 else { continue }
            for point in points { sheet.dot(x: point.x, y: point.y, radius: 2.4, line.colour) }
        }
    }

    /// Of many points in one column of pixels those that are seen: the first, the lowest, the highest and the last.
    private static func thinned(_ points: [(Double, Double)]) -> [(x: Double, y: Double)] {
        var thinned: [(x: Double, y: Double)] = []
        var index = 0
        while index < points.count {
            let column = points[index].0.rounded(.down)
            var end = index + 1
            while end < points.count, points[end].0.rounded(.down) == column { end += 1 }
            let part = points[index..<end]
            if part.count > 4 {
                let low = part.indices.min { part[$0].1 < part[$1].1 } ?? index
                let high = part.indices.max { part[$0].1 < part[$1].1 } ?? index
                for kept in Set([index, low, high, end - 1]).sorted() { thinned.append(points[kept]) }
            } else {
                thinned += part.map { (x: $0.0, y: $0.1) }
            }
            index = end
        }
        return thinned
    }

    // Cells.

    private func draw(_ cells: PlotCells) throws(Failure) {
        let (width, height) = (max(Int(box.width.rounded()), 1), max(Int(box.height.rounded()), 1))
        let columns = (0..<width).map { pixel in
            cells.column(at: number((Double(pixel) + 0.5) / Double(width), on: panel.x))
        }
        let rows = (0..<height).map { pixel in
            cells.row(at: number(1 - (Double(pixel) + 0.5) / Double(height), on: panel.y))
        }
        var pixels = try cells.pixels(columns: columns, rows: rows)
        sheet.fill(box, Self.pale)
        sheet.lay(&pixels, width: width, height: height, over: box)
    }

    private func number(_ share: Double, on axis: PlotAxis) -> Double {
        let share = axis.isReversed ? 1 - share : share
        return axis.range.lowerBound + share * (axis.range.upperBound - axis.range.lowerBound)
    }

    private func drawBar(_ cells: PlotCells) throws(Failure) {
        let bar = PlotBox(
            left: box.right + size * 1.2,
            top: box.top,
            right: box.right + size * 2.4,
            bottom: box.bottom
        )
        let room = place.right - bar.right - size * 0.8
        guard bar.right < place.right, bar.height >= 8 else { return }
        var pixels = try cells.bar(height: max(Int(bar.height.rounded()), 1))
        sheet.lay(&pixels, width: 1, height: pixels.count, over: bar)
        sheet.frame(bar, Self.ink)
        for mark in cells.marks(max(Int(bar.height / (size * 3)), 1)) {
            let y = bar.bottom - mark.share * bar.height
            sheet.line(
                [(bar.right, y.rounded() + 0.5), (bar.right + size * 0.3, y.rounded() + 0.5)],
                Self.ink
            )
            let text = sheet.fitted(mark.text, width: room, size: size)
            sheet.write(text, x: bar.right + size * 0.5, y: y + size * 0.36, size: size)
        }
    }

    // Numbers and titles.

    /// Marks of the horizontal axis, so many that their texts do not run into each other.
    private func ticksAcross() -> [PlotTick] {
        var count = max(Int(box.width / (size * 4)), 1)
        while true {
            let ticks = panel.x.ticks(count)
            var (free, fits) = (-Double.infinity, true)
            for tick in ticks.sorted(by: { x($0.number) < x($1.number) }) {
                let half = sheet.width(of: tick.text, size: size) / 2
                fits = fits && x(tick.number) - half >= free
                free = x(tick.number) + half + size
            }
            if fits || count <= 1 { return fits ? ticks : Array(ticks.prefix(1)) }
            count = min(count - 1, max(ticks.count - 1, 1))
        }
    }

    private func writeAcross(_ ticks: [PlotTick]) {
        var free = -Double.infinity
        for tick in ticks {
            let x = x(tick.number)
            sheet.line(
                [(x.rounded() + 0.5, box.bottom), (x.rounded() + 0.5, box.bottom + size * 0.35)],
                Self.ink
            )
            guard place.hasX else { continue }
            write(tick.text, around: x, y: box.bottom + size * 1.4)
            guard let date = tick.below else { continue }
            let half = sheet.width(of: date, size: size) / 2
            guard x - half >= free else { continue }
            free = write(date, around: x, y: box.bottom + size * 2.7) + size
        }
        guard place.hasX, !panel.x.title.isEmpty, place.titleY - box.bottom > size * 2.6 else { return }
        let title = sheet.fitted(panel.x.title, width: box.width, size: size)
        sheet.write(title, x: (box.left + box.right) / 2, y: place.titleY, size: size, anchor: .middle)
    }

    /// Writes a text around a place, but on the sheet; returns its right end.
    @discardableResult
    private func write(_ text: String, around x: Double, y: Double) -> Double {
        let width = sheet.width(of: text, size: size)
        let start = min(max(x - width / 2, 1), max(sheet.width - width - 1, 1))
        sheet.write(text, x: start, y: y, size: size)
        return start + width
    }

    private func writeUp(_ ticks: [PlotTick]) {
        for tick in ticks {
            let y = y(tick.number)
            sheet.line(
                [(box.left - size * 0.35, y.rounded() + 0.5), (box.left, y.rounded() + 0.5)],
                Self.ink
            )
            sheet.write(tick.text, x: box.left - size * 0.6, y: y + size * 0.36, size: size, anchor: .end)
        }
        guard !panel.y.title.isEmpty else { return }
        let title = sheet.fitted(panel.y.title, width: box.height + size * 0.5, size: size)
        sheet.write(
            title,
            x: place.titleX,
            y: (box.top + box.bottom) / 2,
            size: size,
            anchor: .middle,
            isUpright: true
        )
    }
}
