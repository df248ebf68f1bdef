import Testing

@testable import Maps

/// Plots of any size and any numbers are files that Cairo has ended.
@Suite struct PlotDrawingTests {
    private static func plot(_ numbers: [Double], panels: Int, isSideBySide: Bool) -> Plot {
        let points = numbers.enumerated().map { PlotLine.Point(x: Double($0.offset), y: $0.element) }
        let lines = (0..<3).map { PlotLine("<b>&line \($0)\u{7}", number: $0, points: points) }
        let panel = PlotPanel(
            x: PlotAxis("Distance <km>", around: points.map(\.x)),
            y: PlotAxis(
                "\u{202E}long \(String(repeating: "name ", count: 100))",
                around: numbers,
                isRounded: true
            ),
            .lines(lines)
        )
        return Plot(
            title: String(repeating: "title ", count: 200),
            note: "note",
            panels: Array(repeating: panel, count: panels),
            isSideBySide: isSideBySide
        )
    }

    @Test(arguments: [(60, 60), (60, 2000), (2000, 60), (700, 600)], [1, 6])
    func anySizeIsDrawn(size: (width: Int, height: Int), panels: Int) throws {
        for isSideBySide in [false, true] {
            let plot = Self.plot(
                [1, .nan, 3, 4, .infinity, 6, 1e300],
                panels: panels,
                isSideBySide: isSideBySide
            )
            let png = try plot.file(width: size.width, height: size.height, form: .png)
            #expect(png.prefix(4).elementsEqual([0x89, 0x50, 0x4E, 0x47]))
            let svg = String(
                decoding: try plot.file(width: size.width, height: size.height, form: .svg),
                as: UTF8.self
            )
            #expect(
                svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n") && !svg.contains("<b>")
                    && !svg.contains("<km>")
            )
        }
    }

    @Test(arguments: [[], [.nan], [5], [.nan, 7, .nan], [Double](repeating: 2, count: 100_000)])
    func anyNumbersAreDrawn(numbers: [Double]) throws {
        let file = try Self.plot(numbers, panels: 1, isSideBySide: false).file(
            width: 300,
            height: 200,
            form: .svg
        )
        // A line has no more points than pixels show.
        #expect(file.count < 200_000)
    }

    @Test func theSameIsTheSame() throws {
        let plot = Self.plot([1, 2, 3], panels: 2, isSideBySide: false)
        #expect(
            try plot.file(width: 300, height: 200, form: .png)
                == plot.file(width: 300, height: 200, form: .png)
        )
        #expect(
            try plot.file(width: 300, height: 200, form: .svg)
                == plot.file(width: 300, height: 200, form: .svg)
        )
    }
}
