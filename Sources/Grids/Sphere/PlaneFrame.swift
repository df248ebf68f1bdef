/// A rectangle of a plane that touches the sphere, divided into squares.
struct PlaneFrame {
    private var east: (x: Float, y: Float, z: Float) = (0, 1, 0)
    private var north: (x: Float, y: Float, z: Float) = (0, 0, 1)
    /// Where the first square begins, in sides of squares.
    private var (lowU, lowV): (Float, Float) = (0, 0)
    private(set) var sidesPerRadius: Float = 1
    /// Of a square, in radii.
    private(set) var side: Float = 1
    private(set) var (columns, rows) = (0, 0)

    /// Chords beyond which the sphere bends too far away from the plane.
    private static let widest = (block: 0.3, margin: Float(0.05))
    /// The side of a square that holds about two things, as a part of the margin: the diagonal of six things.
    private static let part: Float = 0.4
    /// Squares along an edge at most: more would be empty.
    private static let mostSquares: Float = 512

    init() {}

    /// Around some pixels, whose cap is given, and `margin` beyond, which is the diagonal of the box around some six things;
    /// nil where it is too large to be flat, or the things are too close for it.
    init?(
        around pixels: [PixelVectors.Placed],
        _ cap: (middle: UnitVector, radius: Double),
        margin: Float
    ) {
        let middle = cap.middle
        guard cap.radius < Self.widest.block, margin > 0, margin < Self.widest.margin,
            let east = UnitVector(directionOf: -middle.y, middle.x, 0) ?? UnitVector(directionOf: 0, 1, 0)
        else { return nil }
        self.east = (Float(east.x), Float(east.y), 0)
        north = (
            Float(-middle.z * east.y), Float(middle.z * east.x), Float(middle.x * east.y - middle.y * east.x)
        )
        side = Self.part * margin
        sidesPerRadius = 1 / side
        guard sidesPerRadius.isFinite else { return nil }
        fit(pixels, margin)
        guard columns > 0, rows > 0 else { return nil }
    }

    private mutating func fit(_ pixels: [PixelVectors.Placed], _ margin: Float) {
        var (low, high) = (SIMD2<Float>(repeating: .infinity), SIMD2<Float>(repeating: -.infinity))
        for pixel in pixels {
            let (u, v) = squares(Float(pixel.place.x), Float(pixel.place.y), Float(pixel.place.z))
            (low.x, low.y) = (min(low.x, u), min(low.y, v))
            (high.x, high.y) = (max(high.x, u), max(high.y, v))
        }
        let margin = margin * sidesPerRadius
        let (wide, tall) = (high.x - low.x + 2 * margin, high.y - low.y + 2 * margin)
        guard wide < Self.mostSquares, tall < Self.mostSquares else { return }
        (lowU, lowV) = (low.x - margin, low.y - margin)
        (columns, rows) = (Int(wide) + 1, Int(tall) + 1)
    }

    /// Where a place lies, in sides of squares from the first one's corner.
    @inline(__always)
    func squares(_ x: Float, _ y: Float, _ z: Float) -> (u: Float, v: Float) {
        (
            (x * east.x + y * east.y) * sidesPerRadius - lowU,
            (x * north.x + y * north.y + z * north.z) * sidesPerRadius - lowV
        )
    }

    /// The number of the square in which a place lies; −1 for none, and for what is no number.
    @inline(__always)
    func square(_ x: Float, _ y: Float, _ z: Float) -> Int {
        let (u, v) = squares(x, y, z)
        guard u >= 0, u < Float(columns), v >= 0, v < Float(rows) else { return -1 }
        return Int(v) * columns + Int(u)
    }
}
