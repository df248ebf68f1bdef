/// Colours for numbers: a ramp from low to high, or one for each of some categories.
package struct Palette: Sendable, Equatable {
    /// As a client writes it: `viridis`, or `viridis-inv` for the other way round.
    package let name: String
    /// What people read in a list of styles.
    package let title: String
    /// Evenly spaced from the lowest value to the highest, at least two; or the colours of the categories.
    let stops: [Colour]
    /// True where nothing lies between the stops.
    let isDiscrete: Bool
    /// The most colours that a picture makes of it; nil for as many as it has room for.
    let bands: Int?

    init(name: String, title: String, stops: [Colour], isDiscrete: Bool = false, bands: Int? = nil) {
        self.name = name
        self.title = title
        self.stops = stops
        self.isDiscrete = isDiscrete
        self.bands = bands
    }

    /// The same in so many colours, at least two; categories keep theirs.
    func banded(_ count: Int?) -> Palette {
        guard let count, !isDiscrete else { return self }
        let name = "\(name) in \(count) bands"
        return Palette(name: name, title: title, stops: stops, bands: max(count, 2))
    }

    /// The colours of a picture that has room for so many.
    func part(_ room: Int) -> [Colour] {
        isDiscrete ? Array(stops.prefix(room)) : colours(min(room, bands ?? room))
    }

    /// One colour for each of some categories, at most 255; `name` tells it from others of the same picture.
    package init(categories colours: [Colour], name: String) {
        self.init(name: name, title: name, stops: colours, isDiscrete: true)
    }

    /// What stands behind the name of a palette that runs the other way round.
    package static let inverse = "-inv"

    /// The palette of a name, ours or one that ncWMS has, with `-inv` reversed; nil if there is none.
    package static func named(_ name: String) -> Palette? {
        guard name.hasSuffix(inverse) else { return plain(name) }
        return plain(String(name.dropLast(inverse.count)))?.inverted
    }

    private static func plain(_ name: String) -> Palette? {
        if let palette = all.first(where: { $0.name == name }) { return palette }
        if let palette = unlisted.first(where: { $0.name == name }) { return palette }
        guard let alias = aliases[name.lowercased()] else { return nil }
        return named(alias)
    }

    /// What the scale falls back to where nothing speaks for another.
    package static var standard: Palette { viridis }

    /// The same colours the other way round.
    package var inverted: Palette {
        let plain = name.hasSuffix(Self.inverse) ? String(name.dropLast(Self.inverse.count)) : nil
        return Palette(
            name: plain ?? name + Self.inverse,
            title: plain == nil ? "\(title), inverted" : title,
            stops: stops.reversed(),
            isDiscrete: isDiscrete
        )
    }

    /// `count` colours from low to high, between the stops by straight lines.
    package func colours(_ count: Int) -> [Colour] {
        guard count > 1 else { return Array(stops.suffix(count)) }
        return Ramps.colours(of: self, count) { ramp(count) }
    }

    private func ramp(_ count: Int) -> [Colour] {
        (0..<count).map { index in
            let place = Double(index) / Double(count - 1) * Double(stops.count - 1)
            let lower = min(Int(place), stops.count - 2)
            return stops[lower].blended(with: stops[lower + 1], share: place - Double(lower))
        }
    }
}
