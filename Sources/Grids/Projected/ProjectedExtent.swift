internal import CRS

/// The geographic box around a projected grid, from its edges, a lattice inside, and the poles it may contain.
struct ProjectedExtent {
    /// Points a side: enough for edges that bulge (digest: cf.md, section 11).
    private static let samples = 41

    let box: GeographicExtent

    init(x: CellAxis, y: CellAxis, projector: Projector, scale: Double) {
        let places = Self.places(x, y) { x, y in
            let place = projector.place(x: x * scale, y: y * scale)
            let isOnGlobe = place.longitude.isFinite && place.latitude.isFinite && abs(place.latitude) <= 90
            return isOnGlobe ? place : nil
        }
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

    /// The places of evenly spaced positions over the cells, edges included; where a neighbour is off the globe, as
    /// around the disk that a satellite sees, those of the limb between the two.
    private static func places(
        _ x: CellAxis,
        _ y: CellAxis,
        _ place: (Double, Double) -> GeographicPoint?
    ) -> [GeographicPoint] {
        let (xs, ys) = (positions(x), positions(y))
        let lattice = xs.map { x in ys.map { y in place(x, y) } }
        var places = lattice.joined().compactMap(\.self)
        for (column, x) in xs.enumerated() {
            for (row, y) in ys.enumerated() where lattice[column][row] != nil {
                for (across, along) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
                    let (nextColumn, nextRow) = (column + across, row + along)
                    guard xs.indices.contains(nextColumn), ys.indices.contains(nextRow),
                        lattice[nextColumn][nextRow] == nil
                    else { continue }
                    places.append(
                        contentsOf: limb(from: (x, y), to: (xs[nextColumn], ys[nextRow]), place)
                    )
                }
            }
        }
        return places
    }

    /// Halvings between two positions: the limb is a square root, and a hundredth of a degree a millionth of the way.
    private static let halvings = 30

    /// The last place on the way from a position on the globe to one that is off it.
    private static func limb(
        from inside: (Double, Double),
        to outside: (Double, Double),
        _ place: (Double, Double) -> GeographicPoint?
    ) -> [GeographicPoint] {
        var (near, far) = (0.0, 1.0)
        var last: GeographicPoint?
        for _ in 0..<halvings {
            let share = (near + far) / 2
            let middle = place(
                inside.0 + (outside.0 - inside.0) * share,
                inside.1 + (outside.1 - inside.1) * share
            )
            if let middle { (near, last) = (share, middle) } else { far = share }
        }
        return last.map { [$0] } ?? []
    }

    private static func positions(_ axis: CellAxis) -> [Double] {
        guard let first = axis.span?.lowerBound ?? axis.ends?.least,
            let last = axis.span?.upperBound ?? axis.ends?.largest
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
