/// The shortest way from one place to another, of less than half a turn.
struct GreatCircleArc {
    let from, to: UnitVector
    /// At right angles to the circle's plane, to the left of the way; as long as the sine of the arc.
    private let normal: (x: Double, y: Double, z: Double)

    init(from: UnitVector, to: UnitVector) {
        (self.from, self.to) = (from, to)
        // (a − b) × (a + b) is twice a × b, and keeps its digits where both ends are near each other. Turned round, the
        // arc has the same numbers with the other sign: two cells agree on their common edge.
        let (dx, dy, dz) = (from.x - to.x, from.y - to.y, from.z - to.z)
        let (sx, sy, sz) = (from.x + to.x, from.y + to.y, from.z + to.z)
        normal = ((dy * sz - dz * sy) / 2, (dz * sx - dx * sz) / 2, (dx * sy - dy * sx) / 2)
    }

    /// The square of the arc's sine: zero for an arc without length.
    var squaredSine: Double { normal.x * normal.x + normal.y * normal.y + normal.z * normal.z }

    /// On which side a place lies: positive to the left; the sine of its distance from the circle times that of the arc.
    func side(of place: UnitVector) -> Double {
        normal.x * place.x + normal.y * place.y + normal.z * place.z
    }

    /// Whether a place is on the arc, its ends included, to so many radians.
    func passes(_ place: UnitVector, within slack: Double) -> Bool {
        let side = side(of: place)
        guard side * side <= slack * slack * squaredSine else { return false }
        let (ax, ay, az) = (from.x - place.x, from.y - place.y, from.z - place.z)
        let (bx, by, bz) = (to.x - place.x, to.y - place.y, to.z - place.z)
        return ax * bx + ay * by + az * bz <= slack * slack
    }

    /// The place of the arc that is nearest to another one.
    func nearestPlace(to place: UnitVector) -> UnitVector {
        let (length, offset) = (squaredSine, side(of: place))
        guard length > 0 else { return from }
        // The place without its part along the normal points to the nearest place of the whole circle.
        let share = offset / length
        let foot = UnitVector(
            directionOf: place.x - share * normal.x,
            place.y - share * normal.y,
            place.z - share * normal.z
        )
        if let foot, isBetween(foot) { return foot }
        return place.squaredChord(to: from) <= place.squaredChord(to: to) ? from : to
    }

    /// Whether a place of the circle lies between the ends.
    private func isBetween(_ foot: UnitVector) -> Bool {
        let cosine = from.dot(to)
        return foot.dot(from) >= cosine && foot.dot(to) >= cosine
            && foot.x * (from.x + to.x) + foot.y * (from.y + to.y) + foot.z * (from.z + to.z) > 0
    }
}
