internal import Glibc

/// From pixels to places of the sphere, in degrees; longitudes in −180…180.
extension HEALPixDivision {
    /// The centre of a pixel; nil for a number that is none.
    package func centre(of pixel: Int) -> GeographicPoint? {
        guard contains(pixel) else { return nil }
        let place = ringPlace(of: pixel)
        return GeographicPoint(longitude: longitude(of: place), latitude: latitude(ofRing: place.ring))
    }

    /// The latitude of a parallel of centres, of the poles for 0 and 4 · side.
    func latitude(ofRing ring: Int) -> Double { Self.latitude(Double(ring) / Double(side)) }

    /// Degrees between neighbours on a parallel.
    func step(onRing ring: Int) -> Double { 360 / Double(Self.pixels(onRing: ring, side: side)) }

    /// The longitude of a parallel's first centre.
    func firstLongitude(onRing ring: Int) -> Double { isShifted(ring) ? 0 : step(onRing: ring) / 2 }

    /// The columns of a parallel whose centres lie in a stretch of longitudes in any turn, or miss it by the slack: at
    /// most two runs.
    func columns(in stretch: ClosedRange<Double>, onRing ring: Int, slack: Double) -> [Range<Int>] {
        let (step, first) = (self.step(onRing: ring), firstLongitude(onRing: ring))
        let all = Self.pixels(onRing: ring, side: side)
        let low = ((stretch.lowerBound - slack - first) / step).rounded(.up)
        let high = ((stretch.upperBound + slack - first) / step).rounded(.down)
        guard low <= high else { return [] }
        guard high - low < Double(all - 1) else { return [0..<all] }
        let start = Int(low - (low / Double(all)).rounded(.down) * Double(all))
        let end = start + Int(high - low) + 1
        return end <= all ? [start..<end] : [0..<(end - all), start..<all]
    }

    func longitude(of place: RingPlace) -> Double {
        let longitude = firstLongitude(onRing: place.ring) + Double(place.column) * step(onRing: place.ring)
        return longitude > 180 ? longitude - 360 : longitude
    }

    /// Points along the outline of a pixel from its northern corner westwards, so many a side.
    ///
    /// Sides bend in longitude and latitude. The last point is not the first again.
    ///
    /// - Returns: nil for a number that is no pixel.
    package func outline(of pixel: Int, pointsPerSide points: Int) -> [GeographicPoint]? {
        guard contains(pixel), points > 0 else { return nil }
        let place = facePlace(of: pixel)
        let corners = [(1, 1), (0, 1), (0, 0), (1, 0)]
        return corners.indices.flatMap { corner in
            let (from, to) = (corners[corner], corners[(corner + 1) % 4])
            return (0..<points).map { point in
                let share = Double(point) / Double(points)
                return Self.place(
                    place,
                    x: (Double(place.x) + Double(from.0) + Double(to.0 - from.0) * share) / Double(side),
                    y: (Double(place.y) + Double(from.1) + Double(to.1 - from.1) * share) / Double(side)
                )
            }
        }
    }

    /// A place of a face by its coordinates in 0…1.
    private static func place(_ place: FacePlace, x: Double, y: Double) -> GeographicPoint {
        let row = Double(place.southernRow) - x - y
        let nearPole = min(row, 4 - row, 1)
        // At a pole all longitudes are one.
        let eighths =
            nearPole > 1e-12 ? Double(place.eighths) + (x - y) / nearPole : Double(place.eighths)
        let longitude = 45 * eighths
        let turn = longitude > 180 ? 360.0 : longitude <= -180 ? -360 : 0
        return GeographicPoint(longitude: longitude - turn, latitude: latitude(row))
    }

    /// The latitude of a parallel, counted in sides from the north pole.
    private static func latitude(_ row: Double) -> Double {
        let nearPole = min(row, 4 - row)
        guard nearPole < 1 else { return asin((2 - row) * 2 / 3) * 180 / .pi }
        let distance = 2 * asin(max(nearPole, 0) / 6.0.squareRoot()) * 180 / .pi
        return row < 2 ? 90 - distance : distance - 90
    }
}
