package import Execution
package import Failures

extension Region {
    /// The centre of area of all polygons together, holes left out; the middle of the box for polygons without area.
    package var centroid: GeographicPoint {
        var (area, x, y) = (0.0, 0.0, 0.0)
        let (originX, originY) = (box.west, box.south)
        for rings in polygons {
            for (number, ring) in rings.enumerated() {
                var (part, partX, partY) = (0.0, 0.0, 0.0)
                for (from, to) in zip(ring, ring.dropFirst()) {
                    let (x0, y0) = (from.x - originX, from.y - originY)
                    let (x1, y1) = (to.x - originX, to.y - originY)
                    let cross = x0 * y1 - x1 * y0
                    part += cross
                    partX += (x0 + x1) * cross
                    partY += (y0 + y1) * cross
                }
                // Rings turn either way: the outer one counts, holes count against it.
                let sign = (part < 0 ? -1.0 : 1.0) * (number == 0 ? 1 : -1)
                area += sign * part
                x += sign * partX
                y += sign * partY
            }
        }
        guard area > 0 else {
            return GeographicPoint(
                longitude: (box.west + box.east) / 2,
                latitude: (box.south + box.north) / 2
            )
        }
        return GeographicPoint(longitude: originX + x / (3 * area), latitude: originY + y / (3 * area))
    }

    /// The place that stands for polygons in which no cell has its centre: their centroid or, where that lies in a hole or
    /// beside them, a place well inside the widest of them.
    ///
    /// - Throws: as `holds`.
    func innerPlace(limits: Limits, context: WorkContext) throws -> InnerPlace {
        let centroid = centroid
        let isInside = try holds([centroid], where: [true], limits: limits, context: context)
        if isInside == [true] { return InnerPlace(centroid) }
        try context.check()
        guard let place = GEOSPolygons.pointOnSurface(of: polygons) else { return InnerPlace(centroid) }
        return InnerPlace(GeographicPoint(longitude: place.x, latitude: place.y), isCentroid: false)
    }

    /// For each place, longitudes in any turn, whether it is inside, edges included; only those that may be are looked at.
    ///
    /// Cost: an edge is met once for each place between its ends' latitudes.
    ///
    /// - Throws: `tooLarge` for more such meetings than `limits.crossings`, before the first; the `Interruption` of a passed
    ///   deadline or a client that has gone.
    package func holds(
        _ places: [GeographicPoint],
        where mayBe: [Bool],
        limits: Limits,
        context: WorkContext
    ) throws -> [Bool] {
        let known = places.indices.filter { mayBe[$0] }.sorted { places[$0].latitude < places[$1].latitude }
        var scattered = ScatteredPlaces(
            known.map { index in
                Vertex(x: box.west + box.offset(of: places[index].longitude), y: places[index].latitude)
            }
        )
        try Self.check(polygons.reduce(0) { $0 + scattered.meetings(with: $1) }, limits)
        for rings in polygons { try scattered.mark(rings, context: context) }
        var isInside = [Bool](repeating: false, count: places.count)
        for (position, index) in known.enumerated() { isInside[index] = scattered.isInside[position] }
        return isInside
    }
}
