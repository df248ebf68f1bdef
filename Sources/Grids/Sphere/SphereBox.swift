/// A box along the axes of unit vectors, its faces included: six numbers of four bytes, as a tree keeps them.
struct SphereBox: Sendable, Equatable {
    var lowX, lowY, lowZ, highX, highY, highZ: Float

    /// Holds nothing.
    static let empty = SphereBox(
        lowX: .infinity,
        lowY: .infinity,
        lowZ: .infinity,
        highX: -.infinity,
        highY: -.infinity,
        highZ: -.infinity
    )
    /// Holds the whole sphere.
    static let whole = SphereBox(lowX: -1, lowY: -1, lowZ: -1, highX: 1, highY: 1, highZ: 1)

    /// The box of all that lies between corners on the sphere.
    ///
    /// Edges and the surface bulge out of the box around the corners by no more than a cap around their middle is high; a
    /// pole inside is such a bulge.
    init(around corners: some Sequence<UnitVector>) {
        guard let middle = UnitVector.mean(of: corners) else {
            self = .whole
            return
        }
        self = .empty
        var farthest = 0.0
        for corner in corners {
            extend(by: corner)
            farthest = max(farthest, middle.squaredChord(to: corner))
        }
        // One less the cosine is half the square of the chord; beyond a right angle nothing bounds the inside.
        guard farthest < 2 else {
            self = .whole
            return
        }
        widen(by: Float(farthest / 2).nextUp)
    }

    init(lowX: Float, lowY: Float, lowZ: Float, highX: Float, highY: Float, highZ: Float) {
        (self.lowX, self.lowY, self.lowZ) = (lowX, lowY, lowZ)
        (self.highX, self.highY, self.highZ) = (highX, highY, highZ)
    }

    /// As far on all sides of a place, rounded outwards.
    init(around place: UnitVector, margin: Float) {
        self = .empty
        extend(by: place)
        widen(by: margin)
    }

    /// Whether a place lies inside, by numbers of four bytes that may miss it by their rounding alone.
    @inline(__always)
    func holds(_ place: UnitVector) -> Bool {
        let (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        return x > lowX && x < highX && y > lowY && y < highY && z > lowZ && z < highZ
    }

    /// Takes in a place, rounded outwards.
    mutating func extend(by corner: UnitVector) {
        let (x, y, z) = (Float(corner.x), Float(corner.y), Float(corner.z))
        (lowX, highX) = (min(lowX, x.nextDown), max(highX, x.nextUp))
        (lowY, highY) = (min(lowY, y.nextDown), max(highY, y.nextUp))
        (lowZ, highZ) = (min(lowZ, z.nextDown), max(highZ, z.nextUp))
    }

    /// Moves all sides outwards.
    mutating func widen(by margin: Float) {
        (lowX, lowY, lowZ) = ((lowX - margin).nextDown, (lowY - margin).nextDown, (lowZ - margin).nextDown)
        (highX, highY, highZ) = ((highX + margin).nextUp, (highY + margin).nextUp, (highZ + margin).nextUp)
    }

    mutating func extend(by entry: SphereEntry) {
        (lowX, highX) = (min(lowX, entry.x), max(highX, entry.x))
        (lowY, highY) = (min(lowY, entry.y), max(highY, entry.y))
        (lowZ, highZ) = (min(lowZ, entry.z), max(highZ, entry.z))
    }

    mutating func extend(by box: SphereBox) {
        (lowX, highX) = (min(lowX, box.lowX), max(highX, box.highX))
        (lowY, highY) = (min(lowY, box.lowY), max(highY, box.highY))
        (lowZ, highZ) = (min(lowZ, box.lowZ), max(highZ, box.highZ))
    }

    /// The square of the distance from a place to the box, 0 inside.
    func squaredDistance(x: Float, y: Float, z: Float) -> Float {
        let dx = max(lowX - x, x - highX, 0)
        let dy = max(lowY - y, y - highY, 0)
        let dz = max(lowZ - z, z - highZ, 0)
        return dx * dx + dy * dy + dz * dz
    }

    /// The square of the distance between its corners that are farthest apart.
    var squaredDiagonal: Float {
        let (dx, dy, dz) = (highX - lowX, highY - lowY, highZ - lowZ)
        return dx * dx + dy * dy + dz * dz
    }

    /// The square of the distance between two boxes, 0 where they meet.
    func squaredDistance(to other: SphereBox) -> Float {
        let dx = max(lowX - other.highX, other.lowX - highX, 0)
        let dy = max(lowY - other.highY, other.lowY - highY, 0)
        let dz = max(lowZ - other.highZ, other.lowZ - highZ, 0)
        return dx * dx + dy * dy + dz * dz
    }
}
