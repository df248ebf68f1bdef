internal import CRS

/// The places under the pixels of a picture, which in a projection has no longitude for each column and no latitude for each
/// row.
extension RasterTarget {
    /// True where each column has a longitude and each row a latitude.
    var isSeparable: Bool {
        switch system {
        case .geographic, .webMercator: true
        case .projected: false
        }
    }

    /// Longitudes and latitudes of places between pixels, given by column and row: whole numbers are pixel centres;
    /// infinite where there is no place.
    func places(_ pixels: [(column: Double, row: Double)]) -> (longitudes: [Double], latitudes: [Double]) {
        guard case .projected(let system) = system else {
            return (
                pixels.map { longitude(ofColumn: $0.column) }, pixels.map { latitude(ofRow: $0.row) }
            )
        }
        var x = pixels.map { self.x(ofColumn: $0.column) }
        var y = pixels.map { self.y(ofRow: $0.row) }
        x.withUnsafeMutableBufferPointer { x in
            y.withUnsafeMutableBufferPointer { y in
                guard let xs = x.baseAddress, let ys = y.baseAddress else { return }
                system.projector.unproject(xs, ys, count: pixels.count)
            }
        }
        return (x, y)
    }
}
