/// The least box around places: over the circle of longitudes the widest gap is left out.
package struct PlacesExtent {
    private var longitudes = LongitudeArcs()
    private var (south, north) = (Double.infinity, -Double.infinity)

    package init() {}

    package mutating func add(_ place: GeographicPoint) {
        longitudes.add(place.longitude)
        (south, north) = (min(south, place.latitude), max(north, place.latitude))
    }

    /// Nil where nothing was added.
    package var box: GeographicExtent? {
        guard south <= north, let (west, east) = longitudes.covered else { return nil }
        return GeographicExtent(west: west, south: south, east: east, north: north)
    }
}

/// Which part of the circle of longitudes single places take: bins that know their least and greatest.
private struct LongitudeArcs {
    /// A degree each.
    private static let bins = 360
    private var arcs: [(least: Double, greatest: Double)?] = []

    /// A longitude in −180…180.
    mutating func add(_ longitude: Double) {
        if arcs.isEmpty { arcs = [(least: Double, greatest: Double)?](repeating: nil, count: Self.bins) }
        let bin = min(max(Int((longitude + 180).rounded(.down)), 0), Self.bins - 1)
        let known = arcs[bin] ?? (longitude, longitude)
        arcs[bin] = (min(known.least, longitude), max(known.greatest, longitude))
    }

    /// West in −180…180, east perhaps beyond.
    var covered: (west: Double, east: Double)? {
        let filled = arcs.compactMap(\.self)
        guard let first = filled.first, let last = filled.last else { return nil }
        var (widest, west, east) = (first.least + 360 - last.greatest, first.least, last.greatest)
        for (arc, next) in zip(filled, filled.dropFirst()) where next.least - arc.greatest > widest {
            (widest, west, east) = (next.least - arc.greatest, next.least, arc.greatest + 360)
        }
        return (west, east)
    }
}
