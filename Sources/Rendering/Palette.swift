/// A ramp of colours for numbers from low to high.
package struct Palette: Sendable, Equatable {
    /// As a client writes it: `viridis`, or `viridis-inv` for the other way round.
    package let name: String
    /// What people read in a list of styles.
    package let title: String
    /// Evenly spaced from the lowest value to the highest; at least two.
    let stops: [Colour]

    init(name: String, title: String, stops: [Colour]) {
        self.name = name
        self.title = title
        self.stops = stops
    }

    private static let inverse = "-inv"

    /// The palette of a name, with `-inv` reversed; nil if there is none.
    package static func named(_ name: String) -> Palette? {
        guard name.hasSuffix(inverse) else { return all.first { $0.name == name } }
        return all.first { $0.name == name.dropLast(inverse.count) }?.inverted
    }

    /// What the scale falls back to where nothing speaks for another.
    package static var standard: Palette { viridis }

    private var inverted: Palette {
        Palette(name: name + Self.inverse, title: "\(title), inverted", stops: stops.reversed())
    }

    /// `count` colours from low to high, between the stops by straight lines.
    package func colours(_ count: Int) -> [Colour] {
        guard count > 1 else { return Array(stops.suffix(count)) }
        return (0..<count).map { index in
            let place = Double(index) / Double(count - 1) * Double(stops.count - 1)
            let lower = min(Int(place), stops.count - 2)
            return stops[lower].blended(with: stops[lower + 1], share: place - Double(lower))
        }
    }
}

extension Palette {
    /// Black alone: for text on a picture.
    package static let ink = Palette(name: "ink", title: "Ink", stops: [.black, .black])
}
