/// The planet of the demonstration: where its land is and how high, cell by cell.
///
/// It is no real one, so that no data file is needed; the same seed always makes the same continents.
struct DemoWorld: Sendable {
    let grid: DemoGrid
    /// One place per cell, row-major.
    let places: [SpherePoint]
    /// Kilometres above the sea; 0 for water.
    let heights: [Double]

    /// What the noise must exceed to be land: a third of the globe does.
    private static let shore = 0.45

    init(grid: DemoGrid) {
        self.grid = grid
        let continents = SphereNoise(seed: 147, count: 12, lengths: 2.2...6)
        let coasts = SphereNoise(seed: 5, count: 16, lengths: 7...34)
        let mountains = SphereNoise(seed: 23, count: 12, lengths: 6...20)
        var places: [SpherePoint] = []
        var heights: [Double] = []
        for latitude in grid.latitudes {
            for longitude in grid.longitudes {
                let place = SpherePoint(longitude: longitude, latitude: latitude)
                // The southern pole is land, the northern one is sea.
                let pole = max(-place.z - 0.93, 0) * 14 - max(place.z - 0.95, 0) * 14
                let land = continents.value(at: place) + 0.28 * coasts.value(at: place) + pole - Self.shore
                let ridge = max(1 - 1.6 * abs(mountains.value(at: place)), 0)
                places.append(place)
                heights.append(land > 0 ? min(0.02 + land * ridge * ridge * 2.2, 5) : 0)
            }
        }
        self.places = places
        self.heights = heights
    }

    func isLand(_ cell: Int) -> Bool { heights[cell] > 0 }
}
