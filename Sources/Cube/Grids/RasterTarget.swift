internal import Glibc

/// The picture that a map request wants: its reference system, its box and its pixels.
package struct RasterTarget: Sendable, Equatable {
    /// Reference systems of pictures.
    ///
    /// Axis order is the protocol's business; here x is east, y is north.
    package enum System: Sendable, Equatable {
        /// Longitude and latitude in degrees: CRS:84, and EPSG:4326 with its axes swapped back.
        case geographic
        /// EPSG:3857, metres.
        case webMercator
    }

    package let system: System
    /// Outer edges of the outer pixels.
    package let minX, minY, maxX, maxY: Double
    package let width, height: Int

    package init(
        system: System,
        minX: Double,
        minY: Double,
        maxX: Double,
        maxY: Double,
        width: Int,
        height: Int
    ) {
        self.system = system
        self.minX = minX
        self.minY = minY
        self.maxX = maxX
        self.maxY = maxY
        self.width = width
        self.height = height
    }

    /// Radius of EPSG:3857's sphere in metres.
    private static let earthRadius = 6_378_137.0

    /// The longitude of a pixel column's centre; columns count from the left.
    package func longitude(ofColumn column: Int) -> Double { longitude(ofColumn: Double(column)) }

    /// The latitude of a pixel row's centre; row 0 is the northernmost.
    package func latitude(ofRow row: Int) -> Double { latitude(ofRow: Double(row)) }

    /// The longitude at a place between columns: whole numbers are pixel centres.
    func longitude(ofColumn column: Double) -> Double {
        let x = minX + (column + 0.5) * (maxX - minX) / Double(width)
        switch system {
        case .geographic: return x
        case .webMercator: return x / Self.earthRadius * 180 / .pi
        }
    }

    /// The latitude at a place between rows: whole numbers are pixel centres.
    func latitude(ofRow row: Double) -> Double {
        let y = maxY - (row + 0.5) * (maxY - minY) / Double(height)
        switch system {
        case .geographic: return y
        case .webMercator: return atan(sinh(y / Self.earthRadius)) * 180 / .pi
        }
    }

    /// The picture of one pixel alone: the same centre to the last bit, so that both meet the same cell.
    package func pixel(column: Int, row: Int) -> RasterTarget {
        let x = minX + (Double(column) + 0.5) * (maxX - minX) / Double(width)
        let y = maxY - (Double(row) + 0.5) * (maxY - minY) / Double(height)
        return RasterTarget(system: system, minX: x, minY: y, maxX: x, maxY: y, width: 1, height: 1)
    }
}
