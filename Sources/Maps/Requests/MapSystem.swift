package import CRS
internal import Glibc
package import Grids

/// A coordinate reference system of pictures as clients name it.
package struct MapSystem: Sendable, Equatable {
    package let name: String
    package let system: RasterTarget.System
    /// Latitude before longitude, as the EPSG registry has it; here x is east all the same, and heeding it is a
    /// protocol's business.
    package let isNorthFirst: Bool

    /// Where it is meant to be used; nil for the world.
    private let area: MapExtent.Area?

    private init(name: String, system: RasterTarget.System, isNorthFirst: Bool) {
        (self.name, self.system, self.isNorthFirst) = (name, system, isNorthFirst)
        area = nil
    }

    /// One that PROJ reaches.
    package init(_ registered: RegisteredSystem) {
        name = registered.name
        system = .projected(ProjectedSystem(name: registered.name, projector: registered.projector))
        isNorthFirst = registered.isNorthFirst
        area = registered.area
    }

    package static func == (left: MapSystem, right: MapSystem) -> Bool {
        left.name == right.name && left.system == right.system && left.isNorthFirst == right.isNorthFirst
    }

    package static let crs84 = MapSystem(name: "CRS:84", system: .geographic, isNorthFirst: false)
    package static let epsg4326 = MapSystem(name: "EPSG:4326", system: .geographic, isNorthFirst: true)
    package static let epsg3857 = MapSystem(name: "EPSG:3857", system: .webMercator, isNorthFirst: false)
    /// Older names of EPSG:3857: Google's, and Esri's two.
    static let mercatorAliases = [
        "EPSG:900913", "EPSG:102100", "EPSG:102113", "ESRI:102100", "ESRI:102113",
    ]

    /// The system of a name in any case, among those that a protocol offers; older names of Web Mercator are taken too.
    package static func named(_ text: String, among offered: [MapSystem]) -> MapSystem? {
        let name = text.uppercased()
        if let system = offered.first(where: { $0.name == name }) { return system }
        return mercatorAliases.contains(name) ? epsg3857 : nil
    }

    /// True where it is used all over the Earth.
    package var isOfTheWorld: Bool {
        switch system {
        case .geographic, .webMercator: true
        case .projected: false
        }
    }

    /// A box in this system: west, south, east and north in its x and y.
    package typealias Box = (west: Double, south: Double, east: Double, north: Double)

    /// The box around what of a box in degrees lies where the system is meant to be used; nil where nothing does.
    package func box(_ extent: MapExtent) -> Box? {
        switch system {
        case .geographic: (extent.west, extent.south, extent.east, extent.north)
        case .webMercator: Self.mercator(extent)
        case .projected(let system): SystemBoxes.shared.box(of: extent, in: system, area: area)
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
