internal import Glibc

/// The pixel centres of a picture as unit vectors: two sines and two cosines for each column and row.
struct PixelVectors: Sendable {
    let width, height: Int
    private let columns, rows: [(cosine: Double, sine: Double)]

    init(_ target: RasterTarget) {
        (width, height) = (target.width, target.height)
        columns = (0..<target.width).map { Self.cosineAndSine(target.longitude(ofColumn: $0)) }
        // Rows beyond a pole are no place.
        rows = (0..<target.height).map { row in
            let latitude = target.latitude(ofRow: row)
            return abs(latitude) <= 90 ? Self.cosineAndSine(latitude) : (.nan, .nan)
        }
    }

    private static func cosineAndSine(_ degrees: Double) -> (Double, Double) {
        let angle = degrees * .pi / 180
        return (cos(angle), sin(angle))
    }

    /// Bytes of the table for a picture.
    static func bytes(_ target: RasterTarget) -> Int { 16 * (target.width + target.height) }

    /// The same numbers as `UnitVector(longitude:latitude:)` has; not finite where there is no place.
    func vector(column: Int, row: Int) -> UnitVector {
        let (column, row) = (columns[column], rows[row])
        return UnitVector(x: row.cosine * column.cosine, y: row.cosine * column.sine, z: row.sine)
    }

    /// A part of the picture.
    struct Block {
        let columns, rows: Range<Int>

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

    var whole: Block { Block(columns: 0..<width, rows: 0..<height) }

    /// A cap that holds the pixel centres of a block; nil where one of them is no place.
    func cap(around block: Block) -> (middle: UnitVector, radius: Double)? {
        let middle = vector(
            column: (block.columns.lowerBound + block.columns.upperBound) / 2,
            row: (block.rows.lowerBound + block.rows.upperBound) / 2
        )
        var farthest = 0.0
        for row in block.rows {
            for column in block.columns {
                let square = middle.squaredChord(to: vector(column: column, row: row))
                guard square.isFinite else { return nil }
                farthest = max(farthest, square)
            }
        }
        return middle.squaredChord(to: middle).isFinite ? (middle, farthest.squareRoot()) : nil
    }
}
