extension SphereBox {
    /// Places between which a picture is looked at.
    private static let steps = 64

    /// The box of all that a picture shows; the whole sphere where parts of it are no place.
    init(of target: RasterTarget) {
        let shares = (0...Self.steps).map { Double($0) / Double(Self.steps) }
        let (longitudes, latitudes) = target.places(
            shares.flatMap { down in
                shares.map {
                    (column: $0 * Double(target.width) - 0.5, row: down * Double(target.height) - 0.5)
                }
            }
        )
        var (box, widest) = (SphereBox.empty, 0.0)
        var places: [UnitVector] = []
        for (longitude, latitude) in zip(longitudes, latitudes) {
            guard longitude.isFinite, abs(longitude) < 1e6, latitude.isFinite else {
                self = .whole
                return
            }
            let place = UnitVector(longitude: longitude, latitude: min(max(latitude, -90), 90))
            box.extend(by: place)
            if let last = places.last {
                widest = max(widest, places.count % shares.count == 0 ? 0 : last.squaredChord(to: place))
            }
            if places.count >= shares.count {
                widest = max(widest, places[places.count - shares.count].squaredChord(to: place))
            }
            places.append(place)
        }
        box.widen(by: Float(widest.squareRoot()) + 1e-6)
        self = box
    }
}
