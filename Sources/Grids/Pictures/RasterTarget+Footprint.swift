/// Which part of the Earth a picture shows.
extension RasterTarget {
    /// Places along each side of a picture that tell what it shows.
    private static let steps = 16
    /// Beyond this latitude a pole may be among what is shown between places.
    private static let polar = 88.0
    /// Stretches of longitudes that are wider are taken for all of them.
    private static let widest = 170.0

    /// The longitudes and latitudes that the picture and so many pixels around it show, as far as a lattice of places tells: a
    /// little more, and all longitudes where a pole may be among them; nil where it shows none.
    package func footprint(margin: Double) -> GeographicBox? {
        let (longitudes, latitudes) = latticePlaces(margin: margin)
        let heights = latitudes.filter(\.isFinite)
        let turns = longitudes.filter(\.isFinite)
        guard let low = heights.min(), let high = heights.max(), let west = turns.min(),
            let east = turns.max()
        else { return nil }
        if isSeparable {
            return GeographicBox(
                west: west,
                south: max(low, -90),
                east: min(east, west + 360),
                north: min(high, 90)
            )
        }
        let slack = (high - low) / 8
        let (south, north) = (max(low - slack, -90), min(high + slack, 90))
        let isWhole = heights.count == latitudes.count
        guard isWhole, north < Self.polar, south > -Self.polar, let stretch = Self.stretch(of: turns) else {
            return GeographicBox(
                west: -180,
                south: isWhole && south > -Self.polar ? south : -90,
                east: 180,
                north: isWhole && north < Self.polar ? north : 90
            )
        }
        return GeographicBox(west: stretch.west, south: south, east: stretch.east, north: north)
    }

    private func latticePlaces(margin: Double) -> (longitudes: [Double], latitudes: [Double]) {
        var pixels: [(column: Double, row: Double)] = []
        for down in 0...Self.steps {
            for across in 0...Self.steps {
                let shares = (Double(across) / Double(Self.steps), Double(down) / Double(Self.steps))
                let column = shares.0 * (Double(width) + 2 * margin) - margin - 0.5
                let row = shares.1 * (Double(height) + 2 * margin) - margin - 0.5
                pixels.append((column: column, row: row))
            }
        }
        return places(pixels)
    }

    /// The stretch of some longitudes around the first, and some more; nil where they may go round.
    private static func stretch(of longitudes: [Double]) -> (west: Double, east: Double)? {
        guard let first = longitudes.first else { return nil }
        let offsets = longitudes.map { ($0 - first).remainder(dividingBy: 360) }
        guard let west = offsets.min(), let east = offsets.max(), east - west < widest else { return nil }
        let side = (east - west) / 8
        return (first + west - side, first + east + side)
    }
}
