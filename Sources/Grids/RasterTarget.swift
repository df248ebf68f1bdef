internal import Glibc

/// The picture that a map request wants: its reference system, its box and its pixels.
package struct RasterTarget: Sendable, Hashable {
    /// Reference systems of pictures.
    ///
    /// Axis order is the protocol's business; here x is east, y is north.
    package enum System: Sendable, Hashable {
        /// Longitude and latitude in degrees: CRS:84, and EPSG:4326 with its axes swapped back.
        case geographic
        /// EPSG:3857, metres.
        case webMercator
        /// Any other, in which columns have no one longitude and rows no one latitude.
        case projected(ProjectedSystem)
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

    /// The longitude at a place between columns: whole numbers are pixel centres; of a projected picture no number.
    func longitude(ofColumn column: Double) -> Double {
        let x = minX + (column + 0.5) * (maxX - minX) / Double(width)
        switch system {
        case .geographic: return x
        case .webMercator: return x / Self.earthRadius * 180 / .pi
        case .projected: return .nan
        }
    }

    /// The latitude at a place between rows: whole numbers are pixel centres; of a projected picture no number.
    func latitude(ofRow row: Double) -> Double {
        let y = maxY - (row + 0.5) * (maxY - minY) / Double(height)
        switch system {
        case .geographic: return y
        case .webMercator: return atan(sinh(y / Self.earthRadius)) * 180 / .pi
        case .projected: return .nan
        }
    }

    /// How far from the middle of a pixel of some row all places are that it covers round it, in radians: half of its
    /// shorter side; of a projected picture rows have none.
    func halfPixel(inRow row: Int) -> Double {
        let parallel = cos(latitude(ofRow: row) * .pi / 180)
        let (wide, high) = (abs(maxX - minX) / Double(width), abs(maxY - minY) / Double(height))
        return switch system {
        case .geographic: min(wide * parallel, high) * .pi / 360
        case .webMercator: min(wide, high) * parallel / Self.earthRadius / 2
        case .projected: 0
        }
    }

    /// Some of its lines.
    package func part(rows: Range<Int>) -> RasterTarget {
        guard rows != 0..<height else { return self }
        let step = (maxY - minY) / Double(height)
        return RasterTarget(
            system: system,
            minX: minX,
            minY: maxY - Double(rows.upperBound) * step,
            maxX: maxX,
            maxY: maxY - Double(rows.lowerBound) * step,
            width: width,
            height: rows.count
        )
    }

    /// The picture of one pixel alone: the same centre to the last bit.
    package func pixel(column: Int, row: Int) -> RasterTarget {
        let x = minX + (Double(column) + 0.5) * (maxX - minX) / Double(width)
        let y = maxY - (Double(row) + 0.5) * (maxY - minY) / Double(height)
        return RasterTarget(system: system, minX: x, minY: y, maxX: x, maxY: y, width: 1, height: 1)
    }
}
