/// What is nearest of the things that were met, by numbers of four bytes.
struct NearestThing {
    /// Among the entries that are looked through; −1 for nothing.
    private(set) var position = -1
    private(set) var squaredDistance = Float.infinity
    /// Of what is nearest but for this.
    private var second = Float.infinity

    /// Keeps a thing that is nearer than those before.
    @inline(__always)
    mutating func meet(_ other: Int, _ square: Float) {
        guard square < squaredDistance else {
            second = min(second, square)
            return
        }
        (position, squaredDistance, second) = (other, square, squaredDistance)
    }

    var distance: Float { squaredDistance.squareRoot() }

    /// Whether nothing else may be as near.
    var isAlone: Bool { second.squareRoot() > distance + 2 * SphereTree.slack(distance) }
}
