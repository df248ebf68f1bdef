/// What a map's colours mean: a bar with its numbers, or categories with their names.
package struct Legend: Sendable {
    package enum Content: Sendable, Equatable {
        /// `isTurn` for directions: marks stand at eighths of the circle.
        case ramp(ColourRange, isTurn: Bool)
        /// The names of the palette's colours.
        case categories([String])
    }

    package let palette: Palette
    package let content: Content
    /// What is shown.
    package let title: String
    /// Its units, which stay where a title is cut; empty for none.
    package let units: String
    /// True for the bar alone, filling the picture.
    package let isBarOnly: Bool
    /// Whether values rise from bottom to top; otherwise from left to right.
    package let isVertical: Bool
    /// What lies beyond the ends of the bar.
    let outer: OuterColours
    /// Of the colours, not of the text, in percent.
    private let opacity: Int
    /// How much larger than on a usual screen letters and lines are.
    private let scale: Double

    /// Without a wish for it the bar lies along the longer side.
    package init(
        palette: Palette,
        content: Content,
        title: String,
        units: String = "",
        size: (width: Int, height: Int),
        isBarOnly: Bool = false,
        isVertical: Bool? = nil,
        outer: OuterColours = .none,
        opacity: Int = 100,
        scale: Double = 1
    ) {
        self.palette = palette
        self.content = content
        self.title = title
        self.units = units
        self.isBarOnly = isBarOnly
        self.isVertical = isVertical ?? (size.height >= size.width)
        (self.outer, self.opacity, self.scale) = (outer, opacity, scale)
    }

    /// Beyond it a legend of the usual size would be larger than any may be.
    package static let largestScale = 3.5

    /// Size of a legend when the request gives none.
    package static let defaultSize = (width: 140, height: 280)

    /// Entry 0 the paper, then the palette, then the ink.
    package func colours(isTransparent: Bool, paper: Colour = .white) -> PictureColours {
        PictureColours(
            palettes: [palette],
            background: paper,
            isTransparent: isTransparent,
            hasInk: true,
            outer: outer,
            opacity: opacity
        )
    }

    /// Draws the legend over the whole of an empty canvas.
    package func draw(on canvas: IndexedCanvas, colours: PictureColours) {
        guard let classes = classes(colours) else { return }
        let sheet = LegendSheet(
            canvas: canvas,
            colours: colours,
            classes: classes,
            units: units,
            scale: scale
        )
        guard !isBarOnly, let text = sheet.text else {
            sheet.drawBar(columns: 0..<canvas.width, rows: 0..<canvas.height, isVertical: isVertical)
            return
        }
        switch content {
        case .ramp(let range, let isTurn):
            RampLegend(sheet: sheet, text: text, title: title, range: range, isTurn: isTurn)
                .draw(isVertical: isVertical)
        case .categories(let names):
            CategoryLegend(sheet: sheet, text: text, title: title, names: names).draw(isVertical: isVertical)
        }
        canvas.lay(text, colours: colours)
    }

    private func classes(_ colours: PictureColours) -> Shading? {
        switch content {
        case .ramp(let range, _): colours.shading(palette: palette, range: range)
        // Where colours stand in the palette is all that counts here.
        case .categories: colours.shading(palette: palette, range: .unit)
        }
    }
}
