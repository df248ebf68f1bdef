internal import Glibc
package import Grids

/// A coordinate reference system of pictures as clients name it.
package struct MapSystem: Sendable, Equatable {
    package let name: String
    package let system: RasterTarget.System
    /// Latitude before longitude, as the EPSG registry has it; here x is east all the same, and heeding it is a
    /// protocol's business.
    package let isNorthFirst: Bool

    package static let crs84 = MapSystem(name: "CRS:84", system: .geographic, isNorthFirst: false)
    package static let epsg4326 = MapSystem(name: "EPSG:4326", system: .geographic, isNorthFirst: true)
    package static let epsg3857 = MapSystem(name: "EPSG:3857", system: .webMercator, isNorthFirst: false)
    /// Older names of EPSG:3857: Google's, and Esri's two.
    private static let mercatorAliases = [
        "EPSG:900913", "EPSG:102100", "EPSG:102113", "ESRI:102100", "ESRI:102113",
    ]

    /// The system of a name in any case, among those that a protocol offers; older names of Web Mercator are taken too.
    package static func named(_ text: String, among offered: [MapSystem]) -> MapSystem? {
        let name = text.uppercased()
        if let system = offered.first(where: { $0.name == name }) { return system }
        return mercatorAliases.contains(name) ? epsg3857 : nil
    }

    /// A box in degrees in this system: west, south, east and north.
    package func box(_ extent: MapExtent) -> (west: Double, south: Double, east: Double, north: Double) {
        switch system {
        case .geographic: (extent.west, extent.south, extent.east, extent.north)
        case .webMercator: Self.mercator(extent)
        }
    }

    /// Latitude at which the Mercator map of the world is square.
    private static let mercatorLimit = 85.0511287798066
    private static let earthRadius = 6_378_137.0

    private static func mercator(_ extent: MapExtent) -> (
        west: Double, south: Double, east: Double, north: Double
    ) {
        // Data wholly beyond the square still has a box.
        let limit = extent.south >= mercatorLimit || extent.north <= -mercatorLimit ? 89.9 : mercatorLimit
        func x(_ longitude: Double) -> Double { longitude / 180 * .pi * earthRadius }
        func y(_ latitude: Double) -> Double {
            let clamped = min(max(latitude, -limit), limit)
            return asinh(tan(clamped / 180 * .pi)) * earthRadius
        }
        return (x(extent.west), y(extent.south), x(extent.east), y(extent.north))
    }
}
