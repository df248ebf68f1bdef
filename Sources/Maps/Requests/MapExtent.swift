package import Grids

/// A box in degrees within −180…180 and −90…90 that has an area.
package struct MapExtent: Sendable, Hashable {
    package let west, south, east, north: Double

    /// The least width of a box around data that is a line or a point: a metre.
    private static let leastSpan = 1e-5

    package init(_ extent: GeographicExtent) {
        let crosses = extent.east > 180
        let (west, east) = crosses ? (-180, 180) : Self.widened(extent.west, extent.east, limit: 180)
        let (south, north) = Self.widened(extent.south, extent.north, limit: 90)
        self.init(west: west, south: south, east: east, north: north)
    }

    package init(west: Double, south: Double, east: Double, north: Double) {
        self.west = west
        self.south = south
        self.east = east
        self.north = north
    }

    /// The least box around several; nil for none.
    package init?(around boxes: [MapExtent]) {
        guard let first = boxes.first else { return nil }
        self = boxes.dropFirst().reduce(first) { sum, box in
            MapExtent(
                west: min(sum.west, box.west),
                south: min(sum.south, box.south),
                east: max(sum.east, box.east),
                north: max(sum.north, box.north)
            )
        }
    }

    private static func widened(_ lower: Double, _ upper: Double, limit: Double) -> (Double, Double) {
        let (low, high) = (max(lower, -limit), min(upper, limit))
        guard high - low < leastSpan else { return (low, high) }
        let start = min(max((low + high - leastSpan) / 2, -limit), limit - leastSpan)
        return (start, start + leastSpan)
    }
}

extension MapExtent {
    package static let world = MapExtent(west: -180, south: -90, east: 180, north: 90)
}
