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

extension GeographicExtent {
    /// The least box around several, as west, south, east and north within −180…180 and −90…90: west lies beyond east
    /// where it crosses the antimeridian, and boxes that together go round the Earth are −180…180; nil for none.
    package static func bbox(around extents: [GeographicExtent]) -> [Double]? {
        guard let south = extents.map(\.south).min(), let north = extents.map(\.north).max() else {
            return nil
        }
        let (west, east) = leastArc(around: extents)
        return [west, max(south, -90), east, min(north, 90)]
    }

    /// Degrees between two boxes that rounding may have made: a tenth of a millimetre.
    private static let leastGap = 1e-9

    /// What is left of the circle without the widest gap between the boxes.
    private static func leastArc(around extents: [GeographicExtent]) -> (west: Double, east: Double) {
        let sorted = extents.sorted { $0.west < $1.west }
        // Where the boxes of the turn before end.
        var covered = sorted.map(\.east).max() ?? 180
        var (reached, widest) = (covered - 360, leastGap)
        var arc = (west: -180.0, east: 180.0)
        for extent in sorted {
            if extent.west - reached > widest {
                widest = extent.west - reached
                arc = (extent.west, within(covered))
            }
            if extent.east > reached { (reached, covered) = (extent.east, extent.east) }
        }
        return arc
    }

    /// A longitude in −180…180, without the digits that subtracting makes up.
    private static func within(_ longitude: Double) -> Double {
        guard longitude > 180 else { return longitude }
        return ((longitude - 360) * 1e10).rounded() / 1e10
    }
}
