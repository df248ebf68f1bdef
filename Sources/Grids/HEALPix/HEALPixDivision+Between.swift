/// The pixels between whose centres a place lies: two on the parallel before it and two on the one after it.
extension HEALPixDivision {
    /// Four pixels and their weights, which add up to 1.
    struct Between {
        fileprivate(set) var pixels = SIMD4<Int>(repeating: 0)
        fileprivate(set) var weights = SIMD4<Double>(repeating: 0)
    }

    /// After Górski's `get_interpol`: linear in longitude along a parallel, and in latitude from one to the next; between a pole and
    /// the first parallel the mean of its four pixels is taken at the pole.
    ///
    /// - Returns: nil for numbers that are no place of the sphere.
    func between(longitude: Double, latitude: Double) -> Between? {
        guard longitude.isFinite, let row = row(at: latitude) else { return nil }
        let ring = min(max(Int((row * Double(side)).rounded(.down)), 0), ringCount)
        let (top, bottom) = (self.latitude(ofRing: ring), self.latitude(ofRing: ring + 1))
        let down = min(max((top - latitude) / (top - bottom), 0), 1)
        var between = Between()
        if ring > 0 { set(&between, 0, onRing: ring, longitude, 1 - down) }
        if ring < ringCount { set(&between, 2, onRing: ring + 1, longitude, down) }
        if ring == 0 { closePole(&between, known: 2, missing: 0, onRing: 1, longitude, (1 - down) / 4) }
        if ring == ringCount { closePole(&between, known: 0, missing: 2, onRing: ring, longitude, down / 4) }
        return between
    }

    /// The two pixels beside a longitude on a parallel.
    private func set(
        _ between: inout Between,
        _ slot: Int,
        onRing ring: Int,
        _ longitude: Double,
        _ weight: Double
    ) {
        let (columns, share) = beside(longitude, onRing: ring)
        between.pixels[slot] = pixel(onRing: ring, column: columns.0)
        between.pixels[slot + 1] = pixel(onRing: ring, column: columns.1)
        between.weights[slot] = (1 - share) * weight
        between.weights[slot + 1] = share * weight
    }

    /// All four of a parallel around a pole have the same share of what is missing there.
    private func closePole(
        _ between: inout Between,
        known: Int,
        missing: Int,
        onRing ring: Int,
        _ longitude: Double,
        _ share: Double
    ) {
        let columns = beside(longitude, onRing: ring).columns
        between.pixels[missing] = pixel(onRing: ring, column: (columns.0 + 2) & 3)
        between.pixels[missing + 1] = pixel(onRing: ring, column: (columns.1 + 2) & 3)
        for slot in 0..<2 {
            between.weights[missing + slot] = share
            between.weights[known + slot] += share
        }
    }

    private func beside(_ longitude: Double, onRing ring: Int) -> (columns: (Int, Int), share: Double) {
        let count = Self.pixels(onRing: ring, side: side)
        let turned = longitude - 360 * (longitude / 360).rounded(.down)
        let position = (turned - firstLongitude(onRing: ring)) / step(onRing: ring)
        let first = position.rounded(.down)
        let column = ((Int(first) % count) + count) % count
        return ((column, (column + 1) % count), position - first)
    }

    private func pixel(onRing ring: Int, column: Int) -> Int {
        let place = RingPlace(ring: ring, column: column)
        return order == .ring ? place.number(side: side) : nestedNumber(of: place.facePlace(side: side))
    }
}
