package import Failures

/// A plot of numbers: panels with axes, lines or cells in each, and a title above them.
package struct Plot: Sendable {
    package let title: String
    /// Smaller, below the title: where and when.
    package let note: String
    package let panels: [PlotPanel]
    /// Whether panels stand beside each other, with one vertical axis; else they are stacked over one horizontal axis.
    package let isSideBySide: Bool

    /// So many fit onto one sheet.
    package static let mostPanels = 6
    /// Sides of a sheet on which anything can be read.
    package static let sides = 60...4096

    package init(title: String, note: String, panels: [PlotPanel], isSideBySide: Bool = false) {
        (self.title, self.note, self.panels, self.isSideBySide) = (title, note, panels, isSideBySide)
    }

    /// Bytes that drawing takes: the sheet, the pixels of cells, and the file, as it is made and as it is sent.
    package static func memory(width: Int, height: Int) -> Int { 24 * width * height + (4 << 20) }

    /// The plot as a file; the sides are within `sides`.
    ///
    /// - Throws: `busy` without memory, `defect` where a library refuses.
    package func file(width: Int, height: Int, form: PlotForm) throws(Failure) -> [UInt8] {
        let sheet = try PlotSheet(width: width, height: height, form: form)
        var layout = PlotLayout(sheet)
        layout.writeTitle(title, note: note)
        layout.writeNames(lineNames)
        for (panel, place) in zip(panels, layout.places(of: panels, isSideBySide: isSideBySide)) {
            try PanelPainter(sheet: sheet, panel: panel, place: place, size: layout.size).paint()
        }
        return try sheet.finished()
    }

    /// The lines that have names, each once, with their colours.
    private var lineNames: [(name: String, colour: Colour)] {
        var names: [(name: String, colour: Colour)] = []
        for line in panels.flatMap(\.lines) {
            guard !line.name.isEmpty, !names.contains(where: { $0.name == line.name }) else { continue }
            names.append((line.name, line.colour))
        }
        return names
    }
}

/// One pair of axes and what is drawn between them.
package struct PlotPanel: Sendable {
    package enum Content: Sendable {
        case lines([PlotLine])
        case cells(PlotCells)
    }

    package let x, y: PlotAxis
    package let content: Content

    package init(x: PlotAxis, y: PlotAxis, _ content: Content) {
        (self.x, self.y, self.content) = (x, y, content)
    }

    var lines: [PlotLine] {
        if case .lines(let lines) = content { lines } else { [] }
    }
}

/// Points that are joined, but where one of their numbers is NaN: a gap.
package struct PlotLine: Sendable {
    package struct Point: Sendable {
        package let x, y: Double

        package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }

        var isKnown: Bool { x.isFinite && y.isFinite }
    }

    /// Empty for a line that needs none.
    package let name: String
    package let points: [Point]
    let colour: Colour

    /// Colours that people of any sight tell apart (Okabe and Ito 2008), and some more.
    private static let colours: [Colour] = [
        0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x444444, 0x8C564B, 0x6A3D9A, 0xB2B200,
    ].map { Colour($0) }

    package init(_ name: String, number: Int, points: [Point]) {
        (self.name, self.points) = (name, points)
        colour = Self.colours[abs(number) % Self.colours.count]
    }
}
