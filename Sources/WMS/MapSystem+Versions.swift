internal import Maps

/// The reference systems of either version, and the order of their axes in a BBOX.
extension MapSystem {
    /// Those in the capabilities.
    static func offered(in version: WMSVersion) -> [MapSystem] {
        version == .v1_3_0 ? [epsg4326, crs84, epsg3857] : [epsg4326, epsg3857]
    }

    /// - Throws: `InvalidCRS`.
    static func named(_ text: String, version: WMSVersion) throws(WMSError) -> MapSystem {
        let offered = offered(in: version)
        if let system = named(text, among: offered) { return system }
        if version == .v1_3_0, text.uppercased() == "OGC:CRS84" { return crs84 }
        let known = offered.map(\.name).joined(separator: ", ")
        let parameter = version.crsParameter
        throw WMSError(.invalidCRS, "\(parameter)='\(text.prefix(80))' is not offered; there is: \(known).")
    }

    /// Whether a box has latitude before longitude: only WMS 1.3.0 heeds it (OGC 06-042, section 6.7.2).
    func isSwapped(in version: WMSVersion) -> Bool { isNorthFirst && version == .v1_3_0 }

    /// A box in degrees as the attributes of a BoundingBox: minx, miny, maxx, maxy.
    func corners(of extent: MapExtent, version: WMSVersion) -> [Double] {
        let box = box(extent)
        return isSwapped(in: version)
            ? [box.south, box.west, box.north, box.east] : [box.west, box.south, box.east, box.north]
    }
}
