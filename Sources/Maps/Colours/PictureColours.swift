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

    private struct Section: Equatable {
        let name: String
        let firstIndex: Int
        let count: Int
    }

    /// Colours of one palette: enough that steps are not seen, and some room left in a byte.
    private static let maxPerPalette = 250
    /// Steps of smooth text.
    static let inkLevels = 15

    /// Shares 255 entries, less those for ink, among the distinct palettes; of more than these the rest get the last
    /// one's.
    package init(palettes: [Palette], background: Colour, isTransparent: Bool, hasInk: Bool = false) {
        let room = 255 - (hasInk ? Self.inkLevels : 0)
        var distinct: [Palette] = []
        for palette in palettes
        where !distinct.contains(where: { $0.name == palette.name }) && distinct.count < room {
            distinct.append(palette)
        }
        let share = min(Self.maxPerPalette, room / max(distinct.count, 1))
        var colours = [background]
        var sections: [Section] = []
        for palette in distinct {
            let part = palette.isDiscrete ? Array(palette.stops.prefix(share)) : palette.colours(share)
            sections.append(Section(name: palette.name, firstIndex: colours.count, count: part.count))
            colours += part
        }
        var opacities: [UInt8] = [isTransparent ? 0 : 255]
        opacities += colours.dropFirst().map { _ in 255 }
        firstInk = hasInk ? colours.count : nil
        for level in 1...Self.inkLevels where hasInk {
            let share = Double(level) / Double(Self.inkLevels)
            colours.append(isTransparent ? .black : background.blended(with: .black, share: share))
            opacities.append(isTransparent ? UInt8(level * 255 / Self.inkLevels) : 255)
        }
        self.colours = colours
        self.opacities = opacities
        self.sections = sections
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
            Shading(scale: scale, firstIndex: $0.firstIndex, colours: $0.count)
        }
    }
}
