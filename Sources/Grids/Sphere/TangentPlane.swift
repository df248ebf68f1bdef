/// The plane that touches the sphere at a place, in which great circles are straight lines: what lies between places around it is
/// read off there.
struct TangentPlane {
    private let middle, east, north: UnitVector

    /// The least cosine of the angle to a place that has a point here: beyond 60° the plane is far away.
    private static let least = 0.5

    /// Nil for what is no place.
    init?(at middle: UnitVector) {
        guard middle.x.isFinite, middle.y.isFinite, middle.z.isFinite,
            let east = UnitVector(directionOf: -middle.y, middle.x, 0) ?? UnitVector(directionOf: 0, 1, 0)
        else { return nil }
        (self.middle, self.east) = (middle, east)
        north = UnitVector(
            x: middle.y * east.z - middle.z * east.y,
            y: middle.z * east.x - middle.x * east.z,
            z: middle.x * east.y - middle.y * east.x
        )
    }

    /// Where a place is, in radii east and north of the middle; nil far away.
    @inline(__always)
    func point(_ place: UnitVector) -> SIMD2<Double>? {
        let height = place.dot(middle)
        guard height > Self.least else { return nil }
        return SIMD2(place.dot(east), place.dot(north)) / height
    }
}

/// Where the point 0, 0 lies among others around it.
enum PlaneShares {
    /// Places on an edge belong to both sides, whatever rounding makes of them.
    private static let slack = 1e-9

    @inline(__always)
    private static func cross(_ one: SIMD2<Double>, _ other: SIMD2<Double>) -> Double {
        one.x * other.y - one.y * other.x
    }

    /// The weights of three corners, which add up to 1; nil outside.
    static func triangle(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> SIMD3<Double>? {
        let parts = SIMD3(cross(b, c), cross(c, a), cross(a, b))
        let area = parts.sum()
        guard area != 0, area.isFinite else { return nil }
        let weights = parts / area
        guard weights.min() >= -slack else { return nil }
        return weights.clamped(lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: 1))
    }

    /// How far it lies across and along in a quadrilateral, 0…1: from the first corner to the second and to the third, opposite of
    /// which is the fourth; nil outside.
    ///
    /// Solves a + u·e + v·f + u·v·g = 0 for both shares.
    static func quadrilateral(
        _ a: SIMD2<Double>,
        _ b: SIMD2<Double>,
        _ c: SIMD2<Double>,
        _ d: SIMD2<Double>
    ) -> (across: Double, along: Double)? {
        let (e, f, g) = (b - a, c - a, a - b + d - c)
        let (square, line, rest) = (cross(g, f), cross(e, f) - cross(a, g), cross(e, a))
        for along in roots(square, line, rest) where along >= -slack && along <= 1 + slack {
            let (from, way) = (a + along * f, e + along * g)
            let length = (way * way).sum()
            guard length > 0 else { continue }
            let across = -(from * way).sum() / length
            let missed = from + across * way
            guard across >= -slack, across <= 1 + slack, (missed * missed).sum() <= 1e-12 * length else {
                continue
            }
            return (min(max(across, 0), 1), min(max(along, 0), 1))
        }
        return nil
    }

    /// The numbers for which square·v² + line·v + rest is 0.
    private static func roots(_ square: Double, _ line: Double, _ rest: Double) -> [Double] {
        guard abs(square) > 1e-12 * abs(line) else { return [-rest / line] }
        let inner = line * line - 4 * square * rest
        guard inner >= 0 else { return [] }
        // Without taking like numbers from each other.
        let sum = -(line + (line < 0 ? -1 : 1) * inner.squareRoot()) / 2
        return sum == 0 ? [0] : [rest / sum, sum / square]
    }
}
