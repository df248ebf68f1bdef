/// A place that is looked for among the outlines of faces, whose corners are nodes.
///
/// A plane through the place and the Earth's middle cuts each outline; the place is inside where an odd number of edges
/// crosses it on one side. A place on an edge that two faces share is in exactly one of them: they meet the edge from its
/// two ends, and all numbers are the same but for their sign.
struct FaceTest {
    let place: UnitVector
    /// Of the plane; its z is 0 but near the poles.
    private let normalX, normalY, normalZ: Double

    /// Radians by which a place may miss an outline and is still on it: a centimetre, twice what fixed point rounds.
    private static let slack = 2e-9

    @inline(__always)
    init(_ place: UnitVector) {
        self.place = place
        (normalX, normalY, normalZ) =
            abs(place.z) < 0.8 ? (-place.y, place.x, 0) : (0, -place.z, place.y)
    }

    /// Whether an outline holds the place; corners are indices of `nodes`.
    @inline(__always)
    func isInside(_ corners: UnsafePointer<Int32>, _ count: Int, _ nodes: UnsafePointer<Int32>) -> Bool {
        guard count >= 3 else { return false }
        var from = FixedVectors.vector(nodes, Int(corners[count - 1]))
        var isLeft = isLeft(from)
        var isInside = false
        var nearness = 0.0
        for corner in 0..<count {
            let to = FixedVectors.vector(nodes, Int(corners[corner]))
            nearness += place.dot(to)
            let isNextLeft = self.isLeft(to)
            if isLeft != isNextLeft, (side(from, to) > 0) == isNextLeft { isInside.toggle() }
            (from, isLeft) = (to, isNextLeft)
        }
        // The plane cuts the other side of the Earth too.
        return isInside && nearness > 0
    }

    @inline(__always)
    private func isLeft(_ corner: UnitVector) -> Bool {
        corner.x * normalX + corner.y * normalY + corner.z * normalZ > 0
    }

    /// On which side of an edge the place lies.
    @inline(__always)
    private func side(_ from: UnitVector, _ to: UnitVector) -> Double {
        place.x * (from.y * to.z - from.z * to.y) + place.y * (from.z * to.x - from.x * to.z)
            + place.z * (from.x * to.y - from.y * to.x)
    }

    /// Whether the place is on an outline, within the slack.
    func isOnEdge(_ corners: UnsafePointer<Int32>, _ count: Int, _ nodes: UnsafePointer<Int32>) -> Bool {
        guard count >= 3 else { return false }
        var from = FixedVectors.vector(nodes, Int(corners[count - 1]))
        for corner in 0..<count {
            let to = FixedVectors.vector(nodes, Int(corners[corner]))
            if GreatCircleArc(from: from, to: to).passes(place, within: Self.slack) { return true }
            from = to
        }
        return false
    }
}
