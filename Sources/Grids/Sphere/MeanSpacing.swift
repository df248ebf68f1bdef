internal import CRS
internal import Glibc

extension Grid {
    /// Degrees of a great circle that its cells are apart on average, by its extent; nil for what has none, such as a station alone.
    package var meanSpacing: Double? {
        let (width, cells) = (min(extent.east - extent.west, 360), Double(rowCount) * Double(columnCount))
        let height = sin(min(extent.north, 90) * .pi / 180) - sin(max(extent.south, -90) * .pi / 180)
        let square = width * height * 180 / .pi / cells
        return square > 0 && square.isFinite ? square.squareRoot() : nil
    }
}

extension RasterTarget {
    /// Metres of a degree of a great circle.
    private static let metresPerDegree = SphericalArea.radius * .pi / 180

    /// Degrees that its pixels are apart by the scale of its system, the same wherever it is; nil for none.
    package var meanSpacing: Double? {
        let side = (x(ofColumn: 1) - x(ofColumn: 0)) * (y(ofRow: 0) - y(ofRow: 1))
        let degrees: Double =
            switch system {
            case .geographic: 1
            case .webMercator: 180 / .pi / Self.radius
            case .projected(let system):
                system.projector.isGeographic || system.projector.isRotatedPole
                    ? 1 : system.projector.metresPerUnit / Self.metresPerDegree
            }
        return side > 0 && side.isFinite ? side.squareRoot() * degrees : nil
    }
}
