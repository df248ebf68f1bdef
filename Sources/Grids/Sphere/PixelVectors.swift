internal import Glibc

/// The pixel centres of a picture as unit vectors: two sines and two cosines for each column and row, or of a projected
/// picture the place of each pixel.
struct PixelVectors: Sendable {
    let width, height: Int
    private let columns, rows: [(cosine: Double, sine: Double)]
    /// Degrees of each column and row.
    private let longitudes, latitudes: [Double]
    /// Of a projected picture the places of the wanted pixels, row by row; nil where columns and rows have theirs.
    private let scattered: [GeographicPoint]?
    /// For each row half of a pixel's shorter side, as a chord.
    private let halfPixels: [Float]
    /// The pixels that are asked for.
    private let wanted: Block

    /// `pixel` is the only one that is asked for; nil for all of them.
    init(_ target: RasterTarget, only pixel: Pixel? = nil) {
        (width, height) = (target.width, target.height)
        let whole = Block(columns: 0..<width, rows: 0..<height)
        wanted =
            pixel.map {
                Block(columns: $0.column..<$0.column + 1, rows: $0.row..<$0.row + 1).clamped(to: whole)
            } ?? whole
        guard target.isSeparable else {
            (longitudes, latitudes, columns, rows) = ([], [], [], [])
            scattered = Self.places(of: wanted, in: target)
            halfPixels = [Float](repeating: Self.chord(target.leastHalfPixel), count: height)
            return
        }
        scattered = nil
        longitudes = (0..<target.width).map { target.longitude(ofColumn: $0) }
        latitudes = (0..<target.height).map { target.latitude(ofRow: $0) }
        columns = longitudes.map(Self.cosineAndSine)
        // Rows beyond a pole are no place.
        rows = latitudes.map { abs($0) <= 90 ? Self.cosineAndSine($0) : (.nan, .nan) }
        halfPixels = (0..<target.height).map { Self.chord(target.halfPixel(inRow: $0)) }
    }

    /// The chord of an angle in radians.
    private static func chord(_ angle: Double) -> Float { Float(2 * sin(min(angle, .pi) / 2)) }

    /// The place of each pixel of a projected picture, or of the one that is wanted: that exactly.
    private static func places(of wanted: Block, in target: RasterTarget) -> [GeographicPoint] {
        if wanted.columns.count == 1, wanted.rows.count == 1, target.width * target.height > 1 {
            let pixel = (column: Double(wanted.columns.lowerBound), row: Double(wanted.rows.lowerBound))
            let (longitudes, latitudes) = target.places([pixel])
            return zip(longitudes, latitudes).map { GeographicPoint(longitude: $0, latitude: $1) }
        }
        let nowhere = GeographicPoint(longitude: .nan, latitude: .nan)
        var places = [GeographicPoint](repeating: nowhere, count: target.width * target.height)
        places.withUnsafeMutableBufferPointer { places in
            target.forEachPlace { pixel, longitude, latitude in
                places[pixel] = GeographicPoint(longitude: longitude, latitude: latitude)
            }
        }
        return places
    }

    private static func cosineAndSine(_ degrees: Double) -> (Double, Double) {
        let angle = degrees * .pi / 180
        return (cos(angle), sin(angle))
    }

    /// Bytes of the table for a picture.
    static func bytes(_ target: RasterTarget) -> Int {
        guard target.isSeparable else {
            return MemoryLayout<GeographicPoint>.stride * target.width * target.height + 4 * target.height
        }
        return 32 * (target.width + target.height) + 4 * target.height
    }

    /// The same numbers as `UnitVector(longitude:latitude:)` has; not finite where there is no place.
    @inline(__always)
    func vector(column: Int, row: Int) -> UnitVector {
        if scattered != nil { return UnitVector(place(column: column, row: row)) }
        let (column, row) = (columns[column], rows[row])
        return UnitVector(x: row.cosine * column.cosine, y: row.cosine * column.sine, z: row.sine)
    }

    /// The centre of a pixel in degrees.
    func place(column: Int, row: Int) -> GeographicPoint {
        if let scattered {
            let line = (row - wanted.rows.lowerBound) * wanted.columns.count
            return scattered[line + column - wanted.columns.lowerBound]
        }
        return GeographicPoint(longitude: longitudes[column], latitude: latitudes[row])
    }

    /// The chord from the centre of a pixel in a row up to which all places round it are in the pixel; 0 for a row that is
    /// no place.
    @inline(__always)
    func halfPixel(row: Int) -> Float {
        let half = halfPixels[row]
        return half > 0 ? half : 0
    }

    typealias Pixel = RasterTarget.Pixel

    /// A part of the picture.
    struct Block: Equatable {
        let columns, rows: Range<Int>

        init(columns: Range<Int>, rows: Range<Int>) {
            (self.columns, self.rows) = (columns, rows)
        }

        func contains(_ pixel: Pixel) -> Bool { columns.contains(pixel.column) && rows.contains(pixel.row) }

        func clamped(to other: Block) -> Block {
            Block(columns: columns.clamped(to: other.columns), rows: rows.clamped(to: other.rows))
        }

        /// The parts of it that are no larger than `side` pixels a side.
        func parts(side: Int) -> [Block] {
            stride(from: rows.lowerBound, to: rows.upperBound, by: side).flatMap { top in
                stride(from: columns.lowerBound, to: columns.upperBound, by: side).map { left in
                    Block(
                        columns: left..<min(left + side, columns.upperBound),
                        rows: top..<min(top + side, rows.upperBound)
                    )
                }
            }
        }
    }

    /// The parts of the picture that are no larger than `side` pixels a side.
    func parts(side: Int) -> [Block] { wanted.parts(side: side) }

    /// A pixel and the vector of its centre.
    struct Placed {
        let pixel: Pixel
        let place: UnitVector
    }
}

extension Collection<PixelVectors.Placed> {
    /// The box around the places, which are finite; nil for none.
    var box: SphereBox? {
        guard let first = first?.place else { return nil }
        var (lowX, lowY, lowZ, highX, highY, highZ) = (first.x, first.y, first.z, first.x, first.y, first.z)
        for placed in self {
            let place = placed.place
            (lowX, highX) = (Swift.min(lowX, place.x), Swift.max(highX, place.x))
            (lowY, highY) = (Swift.min(lowY, place.y), Swift.max(highY, place.y))
            (lowZ, highZ) = (Swift.min(lowZ, place.z), Swift.max(highZ, place.z))
        }
        return SphereBox(
            lowX: Float(lowX).nextDown,
            lowY: Float(lowY).nextDown,
            lowZ: Float(lowZ).nextDown,
            highX: Float(highX).nextUp,
            highY: Float(highY).nextUp,
            highZ: Float(highZ).nextUp
        )
    }

    /// A cap that holds the places, which are finite; nil for none.
    var cap: (middle: UnitVector, radius: Double)? {
        guard let box else { return nil }
        guard
            let middle = UnitVector(
                directionOf: Double(box.lowX) + Double(box.highX),
                Double(box.lowY) + Double(box.highY),
                Double(box.lowZ) + Double(box.highZ)
            )
        else { return (UnitVector(x: 0, y: 0, z: 1), 2) }
        var farthest = 0.0
        for placed in self { farthest = Swift.max(farthest, middle.squaredChord(to: placed.place)) }
        return (middle, farthest.squareRoot())
    }
}
