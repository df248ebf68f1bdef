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

    /// The same of any picture, in whatever turn a longitude is: exactly, row by row, where columns have one longitude each and
    /// rows one latitude.
    @inline(__always)
    func forEachCentre(_ body: (Int, Double, Double) -> Void) {
        guard isSeparable else { return forEachPlace(body) }
        let longitudes = (0..<width).map { longitude(ofColumn: $0) }
        for row in 0..<height {
            let latitude = latitude(ofRow: row)
            guard abs(latitude) <= 90 else { continue }
            for column in 0..<width { body(row * width + column, longitudes[column], latitude) }
        }
    }
}
