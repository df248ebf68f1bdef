/// Whether an outline whose edges are great circles holds a place, told edge by edge: no outline need be put together.
///
/// A half circle from the place to the other end of the Earth crosses the edges an odd number of times. Edges belong to
/// the outline, corners may go round either way, and edges without length (a corner at the pole, a triangle written with
/// four corners) count for nothing. An outline is smaller than a hemisphere.
struct OutlineTest {
    private let place: UnitVector
    /// The half circle leaves the place in the first direction; the second is the normal of its plane.
    private let ahead, beside: UnitVector
    private var isOdd = false
    private var isOnEdge = false
    private var nearness = 0.0

    /// Radians by which a place may miss an edge, six micrometres: a thousand times what rounding does.
    private static let slack = 1e-12

    init(of place: UnitVector) {
        self.place = place
        // The axis that is least along the place.
        let (x, y, z) = (abs(place.x), abs(place.y), abs(place.z))
        let beside =
            x <= y && x <= z
            ? UnitVector(directionOf: 0, place.z, -place.y)
            : y <= z
                ? UnitVector(directionOf: -place.z, 0, place.x)
                : UnitVector(directionOf: place.y, -place.x, 0)
        self.beside = beside ?? UnitVector(x: 0, y: 0, z: 1)
        ahead = UnitVector(
            x: self.beside.y * place.z - self.beside.z * place.y,
            y: self.beside.z * place.x - self.beside.x * place.z,
            z: self.beside.x * place.y - self.beside.y * place.x
        )
    }

    /// Adds the edge between two corners.
    mutating func meet(from: UnitVector, to: UnitVector) {
        nearness += place.dot(from)
        let (start, end) = (from.dot(beside), to.dot(beside))
        if (start < 0) != (end < 0) {
            // Where the edge crosses the plane: ahead of the place, or behind it.
            let crossing = from.dot(ahead) * end - to.dot(ahead) * start
            if end > start ? crossing > 0 : crossing < 0 { isOdd.toggle() }
        }
        if !isOnEdge { isOnEdge = GreatCircleArc(from: from, to: to).passes(place, within: Self.slack) }
    }

    /// Whether the outline of the edges so far, which is closed, holds the place.
    var holds: Bool { isOnEdge || (isOdd && nearness > 0) }
}
