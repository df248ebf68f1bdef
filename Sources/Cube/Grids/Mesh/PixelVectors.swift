/// The places of a picture's pixels as unit vectors, in the blocks in which they are looked for.
struct PixelVectors {
    /// On the equator, for each column; nil for a longitude that is none.
    private let meridians: [UnitVector?]
    /// On the meridian of 0°, for each row; nil beyond the poles.
    private let parallels: [UnitVector?]

    /// Longitudes beyond this are none, in whatever turn.
    static let farthest = 1e6

    /// Neighbouring pixels.
    struct Block {
        let columns, rows: Range<Int>
    }

    init(_ target: RasterTarget) {
        meridians = (0..<target.width).map { column in
            let longitude = target.longitude(ofColumn: column)
            return abs(longitude) < Self.farthest ? UnitVector(longitude: longitude, latitude: 0) : nil
        }
        parallels = (0..<target.height).map { row in
            let latitude = target.latitude(ofRow: row)
            return abs(latitude) <= 90 ? UnitVector(longitude: 0, latitude: latitude) : nil
        }
    }

    @inline(__always)
    func place(column: Int, row: Int) -> UnitVector? {
        guard let meridian = meridians[column], let parallel = parallels[row] else { return nil }
        return UnitVector(x: parallel.x * meridian.x, y: parallel.x * meridian.y, z: parallel.z)
    }

    /// All blocks of so many pixels a side; those at the right and at the bottom may be smaller.
    func blocks(of side: Int) -> [Block] {
        blocks(of: side, in: Block(columns: 0..<meridians.count, rows: 0..<parallels.count))
    }

    func blocks(of side: Int, in block: Block) -> [Block] {
        stride(from: block.rows.lowerBound, to: block.rows.upperBound, by: side).flatMap { top in
            stride(from: block.columns.lowerBound, to: block.columns.upperBound, by: side).map { left in
                Block(
                    columns: left..<min(left + side, block.columns.upperBound),
                    rows: top..<min(top + side, block.rows.upperBound)
                )
            }
        }
    }

    /// A box around the places of a block's pixels; nil where none is a place.
    func box(of block: Block) -> SphereBox? {
        var (low, high) = (Corner(.infinity), Corner(-.infinity))
        for column in block.columns {
            guard let meridian = meridians[column] else { continue }
            (low.x, high.x) = (min(low.x, meridian.x), max(high.x, meridian.x))
            (low.y, high.y) = (min(low.y, meridian.y), max(high.y, meridian.y))
        }
        var (narrow, wide) = (Double.infinity, -Double.infinity)
        for row in block.rows {
            guard let parallel = parallels[row] else { continue }
            (narrow, wide) = (min(narrow, parallel.x), max(wide, parallel.x))
            (low.z, high.z) = (min(low.z, parallel.z), max(high.z, parallel.z))
        }
        guard low.x <= high.x, low.z <= high.z else { return nil }
        return SphereBox(
            lowX: Float(min(narrow * low.x, wide * low.x)).nextDown,
            lowY: Float(min(narrow * low.y, wide * low.y)).nextDown,
            lowZ: Float(low.z).nextDown,
            highX: Float(max(narrow * high.x, wide * high.x)).nextUp,
            highY: Float(max(narrow * high.y, wide * high.y)).nextUp,
            highZ: Float(high.z).nextUp
        )
    }

    private struct Corner {
        var x, y, z: Double

        init(_ number: Double) {
            (x, y, z) = (number, number, number)
        }
    }
}
