/// The places under all pixels of a picture in a projection.
extension RasterTarget {
    /// Pixels a side of the blocks that are placed together, counted from the upper left corner.
    package static let blockSide = 32

    /// Calls `body` with each pixel's index (row-major), longitude and latitude, within an eighth of a pixel; pixels
    /// without a place are left out.
    func forEachPlace(_ body: (Int, Double, Double) -> Void) {
        ControlMesh(placesOf: self).forEachPixel { pixel, longitude, latitude in
            if longitude.isFinite, abs(latitude) <= 90 { body(pixel, longitude, latitude) }
        }
    }
}
