internal import Glibc

/// How large the pixels of a picture in a projection are.
extension RasterTarget {
    /// Half of the shorter side of the smallest of some pixels all over the picture, in radians: how large they are on the
    /// Earth differs from place to place, little within a picture, for which a tenth is taken off.
    var leastHalfPixel: Double {
        let shares = [0.0, 0.25, 0.5, 0.75, 1]
        let centres = shares.flatMap { down in
            shares.map { (column: $0 * Double(width - 1), row: down * Double(height - 1)) }
        }
        let middles = vectors(centres)
        let beside = vectors(centres.map { ($0.column + 0.5, $0.row) })
        let below = vectors(centres.map { ($0.column, $0.row + 0.5) })
        let halves = [beside, below].flatMap { zip(middles, $0).map { $0.squaredChord(to: $1) } }
        guard let least = halves.filter(\.isFinite).min() else { return 0 }
        return 2 * asin(min(least.squareRoot() / 2, 1)) * 0.9
    }

    private func vectors(_ pixels: [(column: Double, row: Double)]) -> [UnitVector] {
        let (longitudes, latitudes) = places(pixels)
        return zip(longitudes, latitudes).map { UnitVector(longitude: $0, latitude: $1) }
    }
}
