internal import Maps

/// The order of the axes of a BBOX.
extension MapSystem {
    /// Whether a box has north before east: only WMS 1.3.0 heeds it (OGC 06-042, section 6.7.2).
    func isSwapped(in version: WMSVersion) -> Bool { isNorthFirst && version == .v1_3_0 }

    /// A box in degrees as the attributes of a BoundingBox: minx, miny, maxx, maxy; nil where nothing of it lies where the
    /// system is used.
    func corners(of extent: MapExtent, version: WMSVersion) -> [Double]? {
        guard let box = box(extent) else { return nil }
        return isSwapped(in: version)
            ? [box.south, box.west, box.north, box.east] : [box.west, box.south, box.east, box.north]
    }
}
