/// Colours for numbers: a ramp from low to high, or one for each of some categories.
package struct Palette: Sendable, Hashable {
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
    /// Of each stop; nil where all are opaque.
    private let opacities: [UInt8]?
    /// Whether its colours are worked out once for many pictures.
    private let isKept: Bool

    init(name: String, title: String, stops: [Colour], isDiscrete: Bool = false) {
        self.init(name: name, title: title, stops: stops, isDiscrete: isDiscrete, bands: nil, isKept: true)
    }

    private init(
        name: String,
        title: String,
        stops: [Colour],
        isDiscrete: Bool,
        bands: Int?,
        opacities: [UInt8]? = nil,
        isKept: Bool = false
    ) {
        (self.name, self.title, self.stops, self.isDiscrete) = (name, title, stops, isDiscrete)
        (self.bands, self.opacities, self.isKept) = (bands, opacities, isKept)
    }

    /// Colours that a request names, evenly from the lowest value to the highest: at least two.
    init(requested tints: [Tint]) {
        let name = "colours " + tints.map(\.text).joined(separator: " ")
        self.init(
            name: name,
            title: "Colours",
            stops: tints.map(\.colour),
            isDiscrete: false,
            bands: nil,
            opacities: tints.map(\.opacity)
        )
    }

    /// One colour for each class, as they are.
    init(tints: [Tint], name: String) {
        self.init(
            name: name,
            title: name,
            stops: tints.map(\.colour),
            isDiscrete: true,
            bands: nil,
            opacities: tints.map(\.opacity)
        )
    }

    /// The same in so many colours, at least two; categories keep theirs.
    func banded(_ count: Int?) -> Palette {
        guard let count, !isDiscrete else { return self }
        return Palette(
            name: "\(name) in \(count) bands",
            title: title,
            stops: stops,
            isDiscrete: false,
            bands: max(count, 2),
            opacities: opacities
        )
    }

    /// The colours of a picture that has room for so many.
    func part(_ room: Int) -> [Tint] {
        let stops = self.stops.indices.prefix(isDiscrete ? room : self.stops.count).map(tint)
        if isDiscrete { return stops }
        if isKept { return colours(room).map { Tint($0) } }
        // A band has the colour of its middle; smooth colours reach from end to end.
        let count = min(room, bands ?? room)
        return (0..<count).map { index in
            let place =
                bands == nil
                ? Self.place(index, of: count, among: stops.count)
                : Self.place(2 * index + 1, of: 2 * count + 1, among: stops.count)
            return stops[place.lower].blended(with: stops[place.lower + 1], share: place.share)
        }
    }

    /// Its stops.
    var tints: [Tint] { stops.indices.map(tint) }

    private func tint(_ index: Int) -> Tint { Tint(stops[index], opacity: opacities?[index] ?? 255) }

    /// Where one of some evenly spaced colours lies between stops, of which there are at least two.
    private static func place(_ index: Int, of count: Int, among stops: Int) -> (lower: Int, share: Double) {
        let place = Double(index) / Double(max(count - 1, 1)) * Double(stops - 1)
        let lower = min(Int(place), stops - 2)
        return (lower, place - Double(lower))
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
            let place = Self.place(index, of: count, among: stops.count)
            return stops[place.lower].blended(with: stops[place.lower + 1], share: place.share)
        }
    }
}
