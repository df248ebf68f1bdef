internal import Execution

/// Places in no order but that of their latitudes, and which of them polygons hold.
///
/// A place is inside where a line westwards from it crosses an odd number of edges, and on every edge.
struct ScatteredPlaces {
    /// Rising in y.
    private let places: [Region.Vertex]
    private(set) var isInside: [Bool]

    /// Degrees by which a place may miss an edge: a tenth of a millimetre.
    private static let slack = 1e-9
    /// Places between two looks at the deadline: well under a millisecond.
    private static let stride = 1 << 14

    /// Places in the turn of the polygons, sorted by latitude.
    init(_ places: [Region.Vertex]) {
        self.places = places
        isInside = [Bool](repeating: false, count: places.count)
    }

    /// How often edges and places will meet.
    func meetings(with rings: [[Region.Vertex]]) -> Int {
        rings.reduce(0) { total, ring in
            zip(ring, ring.dropFirst()).reduce(total) { $0 + positions(between: $1.0, $1.1).count }
        }
    }

    /// Adds the places of a valid polygon.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    mutating func mark(_ rings: [[Region.Vertex]], context: WorkContext) throws {
        var isOdd = [Bool](repeating: false, count: places.count)
        var work = 0
        for ring in rings {
            for (from, to) in zip(ring, ring.dropFirst()) {
                let (low, high) = from.y <= to.y ? (from, to) : (to, from)
                let positions = positions(between: low, high)
                for position in positions { meet(low, high, position, &isOdd) }
                work += positions.count + 1
                guard work >= Self.stride else { continue }
                work = 0
                try context.check()
            }
        }
        for position in places.indices where isOdd[position] { isInside[position] = true }
    }

    private mutating func meet(
        _ low: Region.Vertex,
        _ high: Region.Vertex,
        _ position: Int,
        _ isOdd: inout [Bool]
    ) {
        let place = places[position]
        let (west, east) = (min(low.x, high.x), max(low.x, high.x))
        guard high.y - low.y > Self.slack else {
            if place.x >= west - Self.slack, place.x <= east + Self.slack { isInside[position] = true }
            // An edge that is all but level still separates what lies below it from what lies above.
            if place.y >= low.y, place.y < high.y, west < place.x { isOdd[position].toggle() }
            return
        }
        let share = (place.y - low.y) / (high.y - low.y)
        let x = low.x + min(max(share, 0), 1) * (high.x - low.x)
        if abs(x - place.x) <= Self.slack { isInside[position] = true }
        // Of an edge's two ends the lower belongs to it, so that a vertex counts once.
        if place.y >= low.y, place.y < high.y, x < place.x { isOdd[position].toggle() }
    }

    /// The places whose latitudes lie between the ends of an edge, with the slack.
    private func positions(between from: Region.Vertex, _ to: Region.Vertex) -> Range<Int> {
        let first = firstPosition { $0 >= min(from.y, to.y) - Self.slack }
        let end = firstPosition { $0 > max(from.y, to.y) + Self.slack }
        return first..<max(first, end)
    }

    private func firstPosition(where isBeyond: (Double) -> Bool) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = low + (high - low) / 2
            if isBeyond(places[middle].y) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
