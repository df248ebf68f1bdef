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
    /// The picture of which these are some lines, itself where it is whole: their pixels have the same places to the last bit.
    private let whole: Lines

    /// The edges of a picture, how many lines it has, and which of them is the first.
    private struct Lines: Hashable {
        let minY, maxY: Double
        let height, first: Int
    }

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
        whole = Lines(minY: minY, maxY: maxY, height: height, first: 0)
    }

    /// Some lines of a picture.
    private init(_ rows: Range<Int>, of target: RasterTarget) {
        let lines = target.whole
        (system, minX, maxX) = (target.system, target.minX, target.maxX)
        (width, height) = (target.width, rows.count)
        whole = Lines(
            minY: lines.minY,
            maxY: lines.maxY,
            height: lines.height,
            first: lines.first + rows.lowerBound
        )
        let step = (lines.maxY - lines.minY) / Double(lines.height)
        maxY = lines.maxY - Double(whole.first) * step
        minY = lines.maxY - Double(whole.first + rows.count) * step
    }

    /// The x at a place between columns: whole numbers are pixel centres.
    func x(ofColumn column: Double) -> Double { minX + (column + 0.5) * (maxX - minX) / Double(width) }

    /// The y at a place between rows.
    func y(ofRow row: Double) -> Double {
        let row = Double(whole.first) + row + 0.5
        return whole.maxY - row * (whole.maxY - whole.minY) / Double(whole.height)
    }

    /// Radius of EPSG:3857's sphere in metres.
    static let radius = 6_378_137.0

    /// The row in which a y lies, which has its upper edge, and the last one the lower edge of the whole too; nil outside.
    func row(atY y: Double) -> Int? {
        let height = Double(whole.height)
        let line = (whole.maxY - y) * height / (whole.maxY - whole.minY)
        guard line >= 0, line <= height else { return nil }
        let row = Int(min(line, height.nextDown)) - whole.first
        return (0..<self.height).contains(row) ? row : nil
    }

    /// The longitude of a pixel column's centre; columns count from the left.
    package func longitude(ofColumn column: Int) -> Double { longitude(ofColumn: Double(column)) }

    /// The latitude of a pixel row's centre; row 0 is the northernmost.
    package func latitude(ofRow row: Int) -> Double { latitude(ofRow: Double(row)) }

    /// The longitude at a place between columns: whole numbers are pixel centres; of a projected picture no number.
    func longitude(ofColumn column: Double) -> Double {
        let x = self.x(ofColumn: column)
        switch system {
        case .geographic: return x
        case .webMercator: return x / Self.radius * 180 / .pi
        case .projected: return .nan
        }
    }

    /// The latitude at a place between rows: whole numbers are pixel centres; of a projected picture no number.
    func latitude(ofRow row: Double) -> Double {
        let y = self.y(ofRow: row)
        switch system {
        case .geographic: return y
        case .webMercator: return atan(sinh(y / Self.radius)) * 180 / .pi
        case .projected: return .nan
        }
    }

    /// How far from the middle of a pixel of some row all places are that it covers round it, in radians: half of its
    /// shorter side; of a projected picture rows have none.
    func halfPixel(inRow row: Int) -> Double {
        let parallel = cos(latitude(ofRow: row) * .pi / 180)
        let wide = abs(maxX - minX) / Double(width)
        let high = abs(whole.maxY - whole.minY) / Double(whole.height)
        return switch system {
        case .geographic: min(wide * parallel, high) * .pi / 360
        case .webMercator: min(wide, high) * parallel / Self.radius / 2
        case .projected: 0
        }
    }

    /// Some of its lines, whose pixels have the places that they have in it.
    package func part(rows: Range<Int>) -> RasterTarget {
        rows == 0..<height ? self : RasterTarget(rows, of: self)
    }

    /// One pixel, counted from the upper left corner.
    package struct Pixel: Sendable, Equatable {
        package let column, row: Int

        package init(column: Int, row: Int) {
            (self.column, self.row) = (column, row)
        }
    }

    /// The picture of one pixel alone: the same centre to the last bit.
    package func pixel(column: Int, row: Int) -> RasterTarget {
        let (x, y) = (self.x(ofColumn: Double(column)), self.y(ofRow: Double(row)))
        return RasterTarget(system: system, minX: x, minY: y, maxX: x, maxY: y, width: 1, height: 1)
    }
}
