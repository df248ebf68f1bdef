/// Whether the outline of a small cell holds a place, told from degrees alone: most pixels need no corner as a vector.
///
/// Between near corners a great circle leaves the straight line of longitudes and latitudes by little, which bounds where
/// this cannot tell.
enum FlatOutline {
    case holds, misses, unclear

    /// Degrees of latitude beyond which, and degrees that a cell is wide or high beyond which, lines bend too much.
    private static let farthestLatitude = 80.0
    private static let widest = 5.0
    /// The tangent of that latitude, rounded up.
    private static let tangent = 6.0
    /// Degrees by which rounding may move anything.
    private static let slack = 1e-9

    /// Of a cell by the number of its first corner.
    init(of place: GeographicPoint, in corners: CurvilinearPlaces, first: Int) {
        var flat = (SIMD4<Double>(), SIMD4<Double>())
        for number in 0..<CellOutlines.count {
            guard let corner = corners[first + number] else {
                self = .unclear
                return
            }
            let east = corner.longitude - place.longitude
            flat.0[number] = east - 360 * (east / 360).rounded()
            flat.1[number] = corner.latitude - place.latitude
        }
        self = Self.told(east: flat.0, north: flat.1, latitude: place.latitude)
    }

    private static func told(east: SIMD4<Double>, north: SIMD4<Double>, latitude: Double) -> FlatOutline {
        let (wide, high) = (east.max() - east.min(), north.max() - north.min())
        guard wide < widest, high < widest, abs(latitude) + abs(north.max()) < farthestLatitude,
            abs(latitude) + abs(north.min()) < farthestLatitude
        else { return .unclear }
        if east.min() > slack || east.max() < -slack { return .misses }
        // Along a great circle the latitude's second derivative by the longitude is −sin φ cos φ − 2 tan φ φ′²: between the
        // ends it leaves the straight line by an eighth of that times the square of the way.
        let bulge = (wide * wide + 2 * tangent * high * high) / 8 * .pi / 180 + slack
        if north.min() > bulge || north.max() < -bulge { return .misses }
        return crossings(east, north, bulge)
    }

    /// Counts the edges that lie north of the place.
    private static func crossings(_ east: SIMD4<Double>, _ north: SIMD4<Double>, _ bulge: Double)
        -> FlatOutline
    {
        var isOdd = false
        for number in 0..<CellOutlines.count {
            let next = number + 1 < CellOutlines.count ? number + 1 : 0
            guard abs(east[number]) > slack else { return .unclear }
            guard (east[number] < 0) != (east[next] < 0) else { continue }
            let share = east[number] / (east[number] - east[next])
            let edge = north[number] + share * (north[next] - north[number])
            guard abs(edge) > bulge else { return .unclear }
            if edge > 0 { isOdd.toggle() }
        }
        return isOdd ? .holds : .misses
    }
}
