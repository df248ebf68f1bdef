internal import Cube

/// Polygons with holes whose edges are straight in longitude and latitude; a place on an edge is inside.
///
/// The rings of a polygon count by the even-odd rule, so a ring that crosses itself has an inside too.
struct Region: Sendable {
    struct Vertex: Sendable, Equatable {
        let x: Double
        let y: Double
    }

    /// Around all vertices, in the turn of longitudes that they are in.
    let box: GeographicBox
    private let polygons: [[[Vertex]]]

    /// - Returns: nil for no vertices, or coordinates beyond any turn.
    init?(_ polygons: [[[Vertex]]]) {
        let vertices = polygons.joined().joined()
        guard let west = vertices.map(\.x).min(), let east = vertices.map(\.x).max(),
            let south = vertices.map(\.y).min(), let north = vertices.map(\.y).max(),
            let box = GeographicBox(west: west, south: south, east: east, north: north)
        else { return nil }
        self.box = box
        self.polygons = polygons
    }

    /// For each latitude the runs of longitudes that are inside, as positions.
    ///
    /// The longitudes rise or fall steadily and may be in another turn than the region.
    func runs(longitudes: [Double], latitudes: [Double]) -> [[Range<Int>]] {
        let turned = longitudes.map { box.west + offset(of: $0) }
        return latitudes.map { latitude in
            var isInside = [Bool](repeating: false, count: turned.count)
            for polygon in polygons { mark(polygon, latitude, turned, &isInside) }
            return Self.runs(isInside)
        }
    }

    /// Degrees east of the west edge, 0…360; rounding does not push the edge itself round.
    private func offset(of longitude: Double) -> Double {
        let turned = longitude - box.west
        let offset = turned - 360 * (turned / 360).rounded(.down)
        return offset > 360 - 1e-9 ? 0 : offset
    }

    /// A row through a vertex is looked at from just above and just below, so that all edges belong to the polygon.
    private func mark(_ polygon: [[Vertex]], _ y: Double, _ longitudes: [Double], _ isInside: inout [Bool]) {
        var above: [Double] = []
        var below: [Double] = []
        for ring in polygon {
            for (a, b) in zip(ring, ring.dropFirst()) {
                let (low, high) = (min(a.y, b.y), max(a.y, b.y))
                guard low <= y, y <= high else { continue }
                if a.y == b.y {
                    Self.mark(min(a.x, b.x), max(a.x, b.x), longitudes, &isInside)
                    continue
                }
                let x = a.y == y ? a.x : b.y == y ? b.x : a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)
                if y < high { above.append(x) }
                if y > low { below.append(x) }
            }
        }
        for var crossings in [above, below] {
            crossings.sort()
            for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                Self.mark(crossings[pair], crossings[pair + 1], longitudes, &isInside)
            }
        }
    }

    private static func mark(_ west: Double, _ east: Double, _ longitudes: [Double], _ isInside: inout [Bool])
    {
        for (column, longitude) in longitudes.enumerated() where longitude >= west && longitude <= east {
            isInside[column] = true
        }
    }

    private static func runs(_ isInside: [Bool]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for column in isInside.indices where isInside[column] {
            if let last = runs.last, last.upperBound == column {
                runs[runs.count - 1] = last.lowerBound..<(column + 1)
            } else {
                runs.append(column..<(column + 1))
            }
        }
        return runs
    }
}
