/// A box in degrees: −180…180 for grids that go round the Earth, else `east` may pass 180.
package struct GeographicExtent: Sendable, Equatable {
    package let west: Double
    package let south: Double
    package let east: Double
    package let north: Double

    package init(west: Double, south: Double, east: Double, north: Double) {
        self.west = west
        self.south = south
        self.east = east
        self.north = north
    }
}
