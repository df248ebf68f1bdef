/// The geographic box around a projected grid, from its edges, a lattice inside, and the poles it may contain.
struct ProjectedExtent {
    /// Points a side: enough for edges that bulge (digest: cf.md, section 11).
    private static let samples = 41

    let box: GeographicExtent

    init(x: CellAxis, y: CellAxis, projector: Projector, scale: Double) {
        let places = Self.lattice(x, y).map { projector.unproject(x: $0.0 * scale, y: $0.1 * scale) }
            .filter { $0.longitude.isFinite && $0.latitude.isFinite && abs($0.latitude) <= 90 }
        guard let first = places.first else {
            box = GeographicExtent(west: -180, south: -90, east: 180, north: 90)
            return
        }
        let (west, east) = Self.shortestSpan(places.map(\.longitude), from: first.longitude)
        var south = places.map(\.latitude).min() ?? -90
        var north = places.map(\.latitude).max() ?? 90
        let poles = [90.0, -90.0].filter { Self.contains(pole: $0, x, y, projector, scale) }
        if poles.contains(90) { north = 90 }
        if poles.contains(-90) { south = -90 }
        box =
            poles.isEmpty && east - west < 359.9
            ? GeographicExtent(west: west, south: south, east: east, north: north)
            : GeographicExtent(west: -180, south: south, east: 180, north: north)
    }

    /// Evenly spaced positions over the cells, edges included, in the axes' units.
    private static func lattice(_ x: CellAxis, _ y: CellAxis) -> [(Double, Double)] {
        let (xs, ys) = (positions(x), positions(y))
        return xs.flatMap { x in ys.map { (x, $0) } }
    }

    private static func positions(_ axis: CellAxis) -> [Double] {
        guard let first = axis.span?.lowerBound ?? axis.centres.min(),
            let last = axis.span?.upperBound ?? axis.centres.max()
        else { return [] }
        return (0..<samples).map { first + (last - first) * Double($0) / Double(samples - 1) }
    }

    private static func contains(
        pole: Double,
        _ x: CellAxis,
        _ y: CellAxis,
        _ projector: Projector,
        _ scale: Double
    ) -> Bool {
        let projected = projector.project(GeographicPoint(longitude: 0, latitude: pole))
        return x.index(containing: projected.x / scale) != nil
            && y.index(containing: projected.y / scale) != nil
    }

    /// West and east of the smallest arc that holds all longitudes; west in −180…180, east perhaps beyond.
    private static func shortestSpan(_ longitudes: [Double], from: Double) -> (Double, Double) {
        let turned = longitudes.map { $0 - 360 * (($0 + 180) / 360).rounded(.down) }.sorted()
        guard let first = turned.first, let last = turned.last else { return (-180, 180) }
        var widest = (gap: first + 360 - last, west: first, east: last)
        for (lower, upper) in zip(turned, turned.dropFirst()) where upper - lower > widest.gap {
            widest = (upper - lower, upper, lower + 360)
        }
        return (widest.west, widest.east)
    }
}
