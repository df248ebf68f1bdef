internal import Glibc

/// The pixel centres of a picture as unit vectors: two sines and two cosines for each column and row.
struct PixelVectors: Sendable {
    let width, height: Int
    private let columns, rows: [(cosine: Double, sine: Double)]
    /// Degrees of each column and row.
    private let longitudes, latitudes: [Double]
    /// For each row half of a pixel's shorter side, as a chord.
    private let halfPixels: [Float]
    /// The pixels that are asked for.
    private let wanted: Block

    /// `pixel` is the only one that is asked for; nil for all of them.
    init(_ target: RasterTarget, only pixel: Pixel? = nil) {
        (width, height) = (target.width, target.height)
        longitudes = (0..<target.width).map { target.longitude(ofColumn: $0) }
        latitudes = (0..<target.height).map { target.latitude(ofRow: $0) }
        columns = longitudes.map(Self.cosineAndSine)
        // Rows beyond a pole are no place.
        rows = latitudes.map { abs($0) <= 90 ? Self.cosineAndSine($0) : (.nan, .nan) }
        halfPixels = (0..<target.height).map { row in
            Float(2 * sin(min(target.halfPixel(inRow: row), .pi) / 2))
        }
        let whole = Block(columns: 0..<width, rows: 0..<height)
        wanted =
            pixel.map {
                Block(columns: $0.column..<$0.column + 1, rows: $0.row..<$0.row + 1).clamped(to: whole)
            } ?? whole
    }

    private static func cosineAndSine(_ degrees: Double) -> (Double, Double) {
        let angle = degrees * .pi / 180
        return (cos(angle), sin(angle))
    }

    /// Bytes of the table for a picture.
    static func bytes(_ target: RasterTarget) -> Int {
        32 * (target.width + target.height) + 4 * target.height
    }

    /// The same numbers as `UnitVector(longitude:latitude:)` has; not finite where there is no place.
    @inline(__always)
    func vector(column: Int, row: Int) -> UnitVector {
        let (column, row) = (columns[column], rows[row])
        return UnitVector(x: row.cosine * column.cosine, y: row.cosine * column.sine, z: row.sine)
    }

    /// The centre of a pixel in degrees.
    func place(column: Int, row: Int) -> GeographicPoint {
        GeographicPoint(longitude: longitudes[column], latitude: latitudes[row])
    }

    /// The chord from the centre of a pixel in a row up to which all places round it are in the pixel; 0 for a row that is
    /// no place.
    @inline(__always)
    func halfPixel(row: Int) -> Float {
        let half = halfPixels[row]
        return half > 0 ? half : 0
    }

    /// One pixel.
    struct Pixel: Equatable {
        let column, row: Int
    }

    /// A part of the picture.
    struct Block: Equatable {
        let columns, rows: Range<Int>

        init(columns: Range<Int>, rows: Range<Int>) {
            (self.columns, self.rows) = (columns, rows)
        }

        /// The least that holds some pixels, which are in the order of rows; nil for none.
        init?(around pixels: [Pixel]) {
            guard let first = pixels.first, let last = pixels.last else { return nil }
            var (west, east) = (first.column, first.column)
            for pixel in pixels { (west, east) = (min(west, pixel.column), max(east, pixel.column)) }
            self.init(columns: west..<east + 1, rows: first.row..<last.row + 1)
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

    /// A cap that holds the pixel centres of a block; nil where none of them is a place.
    func cap(around block: Block) -> (middle: UnitVector, radius: Double)? {
        let rows = block.rows.filter { self.rows[$0].sine.isFinite }
        guard let first = rows.first, let last = rows.last else { return nil }
        let middle = vector(
            column: (block.columns.lowerBound + block.columns.upperBound) / 2,
            row: first + (last - first + 1) / 2
        )
        var farthest = 0.0
        for row in rows {
            for column in block.columns {
                farthest = max(farthest, middle.squaredChord(to: vector(column: column, row: row)))
            }
        }
        return farthest.isFinite ? (middle, farthest.squareRoot()) : nil
    }
}
