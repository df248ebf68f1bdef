package import Grids

/// Places all over a picture, and some way beyond its edges, at which a style wants values.
///
/// They are evenly spaced from an origin that all pictures of one scale share, so that what is drawn on one tile goes on where
/// the next begins.
struct Lattice: Sendable {
    /// A picture of one pixel for each place.
    let target: RasterTarget
    /// Pixels of the picture from place to place.
    let step: Double
    /// The first place.
    let origin: PicturePoint
    /// How many places lie between the first and those of the origin that all share.
    let firstColumn, firstRow: Int

    /// Where the first place of all lies between two: on no edge of cells of round numbers, so that tiles never differ in which
    /// cell they see there.
    private static let phase = 0.3
    /// Numbers of places that are exact.
    private static let farthest = 1e12

    /// `margin`: how many pixels beyond the edges of the picture places are wanted.
    init(over picture: RasterTarget, step: Double, margin: Double) {
        let around = (margin / step).rounded(.up)
        func first(_ edge: Double, _ pixel: Double) -> (number: Double, place: Double) {
            let exact = edge / (step * pixel) - Self.phase
            guard abs(exact) < Self.farthest else { return (0, -around * step) }
            let number = exact.rounded(.down) - around
            return (number, (number - exact) * step)
        }
        func count(_ side: Int) -> Int { Int((Double(side) / step).rounded(.up) + 2 * around) + 2 }
        let wide = (picture.maxX - picture.minX) / Double(picture.width)
        let high = (picture.maxY - picture.minY) / Double(picture.height)
        let (columns, rows) = (count(picture.width), count(picture.height))
        // Rows count downwards.
        let (across, down) = (first(picture.minX, wide), first(-picture.maxY, high))
        self.step = step
        origin = PicturePoint(x: across.place, y: down.place)
        (firstColumn, firstRow) = (Int(across.number), Int(down.number))
        let minX = picture.minX + (across.place - step / 2) * wide
        let maxY = picture.maxY - (down.place - step / 2) * high
        target = RasterTarget(
            system: picture.system,
            minX: minX,
            minY: maxY - Double(rows) * step * high,
            maxX: minX + Double(columns) * step * wide,
            maxY: maxY,
            width: columns,
            height: rows
        )
    }

    var columns: Int { target.width }
    var rows: Int { target.height }
    var count: Int { columns * rows }

    func point(column: Double, row: Double) -> PicturePoint {
        PicturePoint(x: origin.x + column * step, y: origin.y + row * step)
    }
}
