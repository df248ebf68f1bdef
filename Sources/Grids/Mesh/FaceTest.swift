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

    /// Whether an outline holds the place; corners are indices of `nodes`, and those that are none, as in a file that was
    /// damaged while it is mapped, hold nothing.
    @inline(__always)
    func isInside(_ corners: UnsafePointer<Int32>, _ count: Int, _ nodes: FaceNodes) -> Bool {
        guard count >= 3, var from = nodes.vector(corners[count - 1]) else { return false }
        var isLeft = isLeft(from)
        var isInside = false
        var nearness = 0.0
        for corner in 0..<count {
            guard let to = nodes.vector(corners[corner]) else { return false }
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
    func isOnEdge(_ corners: UnsafePointer<Int32>, _ count: Int, _ nodes: FaceNodes) -> Bool {
        guard count >= 3, var from = nodes.vector(corners[count - 1]) else { return false }
        for corner in 0..<count {
            guard let to = nodes.vector(corners[corner]) else { return false }
            if GreatCircleArc(from: from, to: to).passes(place, within: Self.slack) { return true }
            from = to
        }
        return false
    }
}

/// The nodes of faces, for as long as their memory is held.
struct FaceNodes {
    private let components: UnsafePointer<Int32>
    private let count: UInt32

    /// Three numbers for each node; nil for no node.
    init?(_ components: UnsafeBufferPointer<Int32>) {
        guard let start = components.baseAddress, let count = UInt32(exactly: components.count / 3) else {
            return nil
        }
        (self.components, self.count) = (start, count)
    }

    /// The place of a node; nil for a number that is none.
    @inline(__always)
    func vector(_ node: Int32) -> UnitVector? {
        UInt32(bitPattern: node) < count ? FixedVectors.vector(components, Int(node)) : nil
    }
}
