internal import Cube
internal import Glibc

/// A coordinate reference system as clients name it, with the order of its axes in a BBOX.
struct MapSystem: Sendable, Equatable {
    let name: String
    let system: RasterTarget.System
    /// Latitude before longitude, as the EPSG registry has it; only WMS 1.3.0 heeds it (OGC 06-042, section 6.7.2).
    let isNorthFirst: Bool

    static let crs84 = MapSystem(name: "CRS:84", system: .geographic, isNorthFirst: false)
    static let epsg4326 = MapSystem(name: "EPSG:4326", system: .geographic, isNorthFirst: true)
    static let epsg3857 = MapSystem(name: "EPSG:3857", system: .webMercator, isNorthFirst: false)
    /// Older names of EPSG:3857: Google's, and Esri's two.
    private static let mercatorAliases = [
        "EPSG:900913", "EPSG:102100", "EPSG:102113", "ESRI:102100", "ESRI:102113",
    ]

    /// Those in the capabilities.
    static func offered(in version: WMSVersion) -> [MapSystem] {
        version == .v1_3_0 ? [epsg4326, crs84, epsg3857] : [epsg4326, epsg3857]
    }

    /// - Throws: `InvalidCRS`.
    static func named(_ text: String, version: WMSVersion) throws(WMSError) -> MapSystem {
        let name = text.uppercased()
        let offered = offered(in: version)
        if let system = offered.first(where: { $0.name == name }) { return system }
        if mercatorAliases.contains(name) { return epsg3857 }
        if version == .v1_3_0, name == "OGC:CRS84" { return crs84 }
        let known = offered.map(\.name).joined(separator: ", ")
        let parameter = version.crsParameter
        throw WMSError(.invalidCRS, "\(parameter)='\(text.prefix(80))' is not offered; there is: \(known).")
    }

    /// A box in degrees as the attributes of a BoundingBox: minx, miny, maxx, maxy.
    func box(_ extent: GeographicBox, version: WMSVersion) -> [Double] {
        switch system {
        case .geographic where isNorthFirst && version == .v1_3_0:
            [extent.south, extent.west, extent.north, extent.east]
        case .geographic: [extent.west, extent.south, extent.east, extent.north]
        case .webMercator: Self.mercator(extent)
        }
    }

    /// Latitude at which the Mercator map of the world is square.
    private static let mercatorLimit = 85.0511287798066
    private static let earthRadius = 6_378_137.0

    private static func mercator(_ extent: GeographicBox) -> [Double] {
        // Data wholly beyond the square still has a box.
        let limit = extent.south >= mercatorLimit || extent.north <= -mercatorLimit ? 89.9 : mercatorLimit
        func x(_ longitude: Double) -> Double { longitude / 180 * .pi * earthRadius }
        func y(_ latitude: Double) -> Double {
            let clamped = min(max(latitude, -limit), limit)
            return asinh(tan(clamped / 180 * .pi)) * earthRadius
        }
        return [x(extent.west), y(extent.south), x(extent.east), y(extent.north)]
    }
}

/// A box in degrees within −180…180 and −90…90 that has an area.
struct GeographicBox: Sendable, Equatable {
    let west, south, east, north: Double

    /// The least width of a box around data that is a line or a point: a metre.
    private static let leastSpan = 1e-5

    init(_ extent: GeographicExtent) {
        let crosses = extent.east > 180
        let (west, east) = crosses ? (-180, 180) : Self.widened(extent.west, extent.east, limit: 180)
        let (south, north) = Self.widened(extent.south, extent.north, limit: 90)
        self.init(west: west, south: south, east: east, north: north)
    }

    init(west: Double, south: Double, east: Double, north: Double) {
        self.west = west
        self.south = south
        self.east = east
        self.north = north
    }

    /// The least box around several; nil for none.
    init?(around boxes: [GeographicBox]) {
        guard let first = boxes.first else { return nil }
        self = boxes.dropFirst().reduce(first) { sum, box in
            GeographicBox(
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
