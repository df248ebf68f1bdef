package import Execution
package import Failures

/// A place in the coordinates of a projection, in its own units: eastings and northings.
package enum PlanePlace: Sendable, Equatable {
    case point(x: Double, y: Double)
    case box(PlaneBox)
    case region(PlaneRegion)
}

/// A box in the coordinates of a projection, its edges included.
package struct PlaneBox: Sendable, Equatable {
    package let x: ClosedRange<Double>
    package let y: ClosedRange<Double>

    /// - Returns: nil for numbers that are no box: not finite, or the least beyond the greatest.
    package init?(minX: Double, minY: Double, maxX: Double, maxY: Double) {
        guard [minX, minY, maxX, maxY].allSatisfy(\.isFinite), minX <= maxX, minY <= maxY else { return nil }
        x = minX...maxX
        y = minY...maxY
    }
}

/// Polygons in the coordinates of a projection; their edges are straight there.
///
/// They are kept scaled, so that all projections of the Earth lie within one turn of what a region knows. The factor is
/// a power of two: no coordinate is rounded by it.
package struct PlaneRegion: Sendable, Equatable {
    private let region: Region
    private static let factor = 0x1p-21
    /// No projection of the Earth has larger coordinates.
    private static let largest = 1e8

    /// - Returns: nil for no vertices, or coordinates beyond those of any projection.
    package init?(_ polygons: [[[Region.Vertex]]]) {
        let vertices = polygons.joined().joined()
        guard vertices.allSatisfy({ max(abs($0.x), abs($0.y)) <= Self.largest }) else { return nil }
        let scaled = polygons.map { rings in
            rings.map { ring in ring.map { Region.Vertex(x: $0.x * Self.factor, y: $0.y * Self.factor) } }
        }
        guard let region = Region(scaled) else { return nil }
        self.region = region
    }

    /// As `Region.invalidity`; places in the words are scaled.
    package func invalidity(limits: Limits, context: WorkContext) throws -> String? {
        try region.invalidity(limits: limits, context: context)
    }

    /// The box around it.
    package var box: PlaneBox? {
        let box = region.box
        return PlaneBox(
            minX: box.west / Self.factor,
            minY: box.south / Self.factor,
            maxX: box.east / Self.factor,
            maxY: box.north / Self.factor
        )
    }

    /// As `Region.innerPlace`, an interruption as a failure.
    func innerPlace(within bounds: PlacingBounds) throws(Failure) -> InnerPlace {
        let inner = try bounds.looking {
            try region.innerPlace(limits: bounds.limits, context: bounds.context)
        }
        let (x, y) = (inner.place.longitude / Self.factor, inner.place.latitude / Self.factor)
        return InnerPlace(GeographicPoint(longitude: x, latitude: y), isCentroid: inner.isCentroid)
    }

    /// For each row the runs of columns that are inside, as positions.
    ///
    /// - Throws: as `Region.runs`, an interruption as a failure.
    func runs(xs: [Double], ys: [Double], within bounds: PlacingBounds) throws(Failure) -> [[Range<Int>]] {
        try bounds.looking {
            try region.runs(
                longitudes: xs.map { $0 * Self.factor },
                latitudes: ys.map { $0 * Self.factor },
                limits: bounds.limits,
                context: bounds.context
            )
        }
    }
}
