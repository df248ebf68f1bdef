/// The colours of an indexed picture: entry 0 is where nothing is drawn, the layers' palettes follow, then ink.
package struct PictureColours: Sendable, Equatable {
    /// At most 256.
    package let colours: [Colour]
    /// Of each entry: 0 is clear, 255 opaque.
    let opacities: [UInt8]
    /// The first of `inkLevels` entries from faint to full ink; nil for a picture without text.
    let firstInk: Int?
    /// The part of each requested palette, in the order of the request.
    private let sections: [Section]
    private let outer: Shading.Outer

    private struct Section: Equatable {
        let name: String
        let firstIndex: Int
        let count: Int
    }

    /// Colours of one palette: enough that steps are not seen, and some room left in a byte.
    static let maxPerPalette = 250
    /// Steps of smooth text.
    static let inkLevels = 15

    /// Shares 255 entries, less those for ink and for what is outside of palettes, among the distinct palettes; of more than
    /// these the rest get the last one's.
    ///
    /// `opacity` is that of everything that layers draw, in percent: 0…100.
    package init(
        palettes: [Palette],
        background: Colour,
        isTransparent: Bool,
        hasInk: Bool = false,
        outer: OuterColours = .none,
        opacity: Int = 100
    ) {
        let tints = outer.tints
        let room = 255 - tints.count - (hasInk ? Self.inkLevels : 0)
        var distinct: [Palette] = []
        for palette in palettes
        where !distinct.contains(where: { $0.name == palette.name }) && distinct.count < room {
            distinct.append(palette)
        }
        let share = min(Self.maxPerPalette, room / max(distinct.count, 1))
        var drawn = tints
        var sections: [Section] = []
        for palette in distinct {
            let part = palette.part(share)
            sections.append(Section(name: palette.name, firstIndex: 1 + drawn.count, count: part.count))
            drawn += part
        }
        if opacity < 100 { drawn = drawn.map { $0.faded(toPercent: opacity) } }
        var colours = [background] + drawn.map { isTransparent ? $0.colour : $0.over(background) }
        var opacities: [UInt8] = [isTransparent ? 0 : 255] + drawn.map { isTransparent ? $0.opacity : 255 }
        firstInk = hasInk ? colours.count : nil
        for level in 1...Self.inkLevels where hasInk {
            let share = Double(level) / Double(Self.inkLevels)
            colours.append(isTransparent ? .black : background.blended(with: .black, share: share))
            opacities.append(isTransparent ? UInt8(level * 255 / Self.inkLevels) : 255)
        }
        self.colours = colours
        self.opacities = opacities
        self.sections = sections
        self.outer = Self.indices(of: outer)
    }

    /// Where the tints stand, behind the background.
    private static func indices(of outer: OuterColours) -> Shading.Outer {
        var next: UInt8 = 1
        func index(_ tint: Tint) -> UInt8 {
            guard tint.opacity > 0 else { return 0 }
            defer { next += 1 }
            return next
        }
        let (below, above) = (outer.below.tint.map(index), outer.above.tint.map(index))
        return Shading.Outer(below: below, above: above, missing: outer.missing.map(index) ?? 0)
    }

    /// True when entry 0 is fully transparent rather than its colour.
    package var isTransparent: Bool { opacities[0] == 0 }

    /// How a layer with this palette and range is drawn; nil for a palette that is not part of the picture.
    func shading(palette: Palette, range: ColourRange) -> Shading? {
        shading(palette: palette, scale: .range(range))
    }

    /// How a layer with this palette is drawn; nil for a palette that is not part of the picture.
    func shading(palette: Palette, scale: Shading.Scale) -> Shading? {
        sections.first { $0.name == palette.name }.map {
            Shading(scale: scale, firstIndex: $0.firstIndex, colours: $0.count, outer: outer)
        }
    }
}
