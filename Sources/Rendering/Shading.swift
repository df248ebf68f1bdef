/// How one layer's values become palette indices of a picture: `colours` classes from `firstIndex` on.
package struct Shading: Sendable, Equatable {
    package let range: ColourRange
    /// 1 or more: index 0 is where nothing is drawn.
    package let firstIndex: Int
    /// At least 1; `firstIndex + colours` is at most 256.
    package let colours: Int

    package init(range: ColourRange, firstIndex: Int, colours: Int) {
        precondition(firstIndex >= 1 && colours >= 1 && firstIndex + colours <= 256)
        self.range = range
        self.firstIndex = firstIndex
        self.colours = colours
    }
}

/// The colours of an indexed picture: entry 0 is where nothing is drawn, the layers' palettes follow.
package struct PictureColours: Sendable, Equatable {
    /// At most 256.
    package let colours: [Colour]
    /// True when entry 0 is fully transparent rather than its colour.
    package let isTransparent: Bool
    /// The part of each palette that was asked for, in that order.
    private let sections: [(name: String, firstIndex: Int, count: Int)]

    /// Colours of one palette: enough that steps are not seen, and some room left in a byte.
    private static let mostPerPalette = 250

    /// Shares 255 entries among the distinct palettes; of more than 255 the rest get the last one's.
    package init(palettes: [Palette], background: Colour, isTransparent: Bool) {
        var distinct: [Palette] = []
        for palette in palettes
        where !distinct.contains(where: { $0.name == palette.name }) && distinct.count < 255 {
            distinct.append(palette)
        }
        let count = min(Self.mostPerPalette, 255 / max(distinct.count, 1))
        var colours = [background]
        var sections: [(name: String, firstIndex: Int, count: Int)] = []
        for palette in distinct {
            sections.append((palette.name, colours.count, count))
            colours += palette.colours(count)
        }
        self.colours = colours
        self.isTransparent = isTransparent
        self.sections = sections
    }

    /// How a layer with this palette and range is drawn; nil for a palette that is not part of the picture.
    package func shading(palette: Palette, range: ColourRange) -> Shading? {
        sections.first { $0.name == palette.name }.map {
            Shading(range: range, firstIndex: $0.firstIndex, colours: $0.count)
        }
    }

    package static func == (left: PictureColours, right: PictureColours) -> Bool {
        left.colours == right.colours && left.isTransparent == right.isTransparent
    }
}
