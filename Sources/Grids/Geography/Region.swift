package import Execution
package import Failures

/// Polygons with holes whose edges are straight in longitude and latitude; a place on an edge is inside.
///
/// Polygons may overlap: a place in any of them is inside.
package struct Region: Sendable, Equatable {
    package struct Vertex: Sendable, Equatable {
        package let x: Double
        package let y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Around all vertices, in the turn of longitudes that they are in.
    package let box: GeographicBox
    let polygons: [[[Vertex]]]

    /// Polygons as rings of vertices, the outer ring first; the caller has bounded their number.
    ///
    /// - Returns: nil for no vertices, or coordinates beyond any turn.
    package init?(_ polygons: [[[Vertex]]]) {
        let vertices = polygons.joined().joined()
        guard let west = vertices.map(\.x).min(), let east = vertices.map(\.x).max(),
            let south = vertices.map(\.y).min(), let north = vertices.map(\.y).max(),
            let box = GeographicBox(west: west, south: south, east: east, north: north)
        else { return nil }
        self.box = box
        self.polygons = polygons
    }

    /// Why the first polygon that is none is none, in GEOS's words: `Self-intersection[0 0]`; nil for sound ones.
    ///
    /// - Throws: `tooLarge` for more pairs of edges that might cross than `limits.crossings`, before any is looked at.
    package func invalidity(limits: Limits, context: WorkContext) throws -> String? {
        let pairs = polygons.reduce(0) { $0 + EdgePairs.most(in: $1) }
        try Self.check(pairs, limits)
        for rings in polygons {
            try context.check()
            guard let polygon = GEOSPolygon(rings) else { return "Rings that cannot be closed" }
            if let reason = polygon.invalidity { return reason }
        }
        return nil
    }

    /// For each latitude the runs of longitudes that are inside, as positions; edges are inside.
    ///
    /// The longitudes rise or fall steadily and may be in another turn than the region. Cost: an edge is met once for each
    /// latitude that it crosses, and each latitude's crossings are sorted.
    ///
    /// - Throws: `tooLarge` for more crossings of edges and latitudes than `limits.crossings`, before the first; the
    ///   `Interruption` of a passed deadline or a client that has gone.
    package func runs(
        longitudes: [Double],
        latitudes: [Double],
        limits: Limits,
        context: WorkContext
    ) throws -> [[Range<Int>]] {
        var lines = ScanLines(
            longitudes: longitudes.map { box.west + offset(of: $0) },
            latitudes: latitudes
        )
        try Self.check(polygons.reduce(0) { $0 + lines.crossings(of: $1) }, limits)
        for rings in polygons { try lines.fill(rings, context: context) }
        return lines.runs
    }

    static func check(_ crossings: Int, _ limits: Limits) throws(Failure) {
        guard crossings > limits.crossings else { return }
        throw .tooLarge(
            limit: .crossings,
            allowed: limits.crossings,
            requested: crossings,
            advice: "Simplify the polygons, or ask for a smaller area."
        )
    }

    /// Degrees east of the west edge, 0…360; rounding does not push the edge itself round.
    private func offset(of longitude: Double) -> Double { box.offset(of: longitude) }
}
