internal import CGEOS
internal import Execution

/// A polygon with holes as GEOS sees it.
///
/// Thread rule: a GEOS context, and what is made in it, belong to one thread; this value must not leave the one that made
/// it.
struct GEOSPolygon: ~Copyable {
    private let context: ThreadGeometry
    private let polygon: OpaquePointer

    /// - Returns: nil for invalid rings: not closed, or of fewer than four vertices.
    init?(_ rings: [[Region.Vertex]]) {
        let context = ThreadGeometry.current.value
        guard let polygon = context.polygon(rings) else { return nil }
        self.context = context
        self.polygon = polygon
    }

    deinit {
        GEOSGeom_destroy_r(context.handle, polygon)
    }

    /// Why it is no valid polygon (OGC 06-103r4, section 6.1.11); nil when it is one.
    ///
    /// Nothing can stop GEOS once it has begun: the caller has bounded the pairs of edges that it compares.
    var invalidity: String? {
        guard GEOSisValid_r(context.handle, polygon) != 1 else { return nil }
        guard let reason = GEOSisValidReason_r(context.handle, polygon) else { return "not valid" }
        defer { GEOSFree_r(context.handle, reason) }
        return String(cString: reason)
    }
}

/// Questions about several polygons at once.
enum GEOSPolygons {
    /// A place inside the widest of some polygons with holes, on the line half-way up it as far as vertices allow (GEOS's
    /// point on surface); nil for invalid rings.
    ///
    /// Nothing can stop GEOS once it has begun: the cost is that of sorting the vertices, which the caller has bounded.
    static func pointOnSurface(of polygons: [[[Region.Vertex]]]) -> Region.Vertex? {
        let context = ThreadGeometry.current.value
        var made: [OpaquePointer?] = []
        for rings in polygons {
            guard let polygon = context.polygon(rings) else {
                for polygon in made { GEOSGeom_destroy_r(context.handle, polygon) }
                return nil
            }
            made.append(polygon)
        }
        // GEOS takes the polygons over.
        let all = made.withUnsafeMutableBufferPointer { polygons in
            GEOSGeom_createCollection_r(
                context.handle,
                Int32(GEOS_MULTIPOLYGON.rawValue),
                polygons.baseAddress,
                UInt32(polygons.count)
            )
        }
        guard let all else { return nil }
        defer { GEOSGeom_destroy_r(context.handle, all) }
        guard let point = GEOSPointOnSurface_r(context.handle, all) else { return nil }
        defer { GEOSGeom_destroy_r(context.handle, point) }
        var (x, y) = (0.0, 0.0)
        guard GEOSGeomGetX_r(context.handle, point, &x) == 1, GEOSGeomGetY_r(context.handle, point, &y) == 1,
            x.isFinite, y.isFinite
        else { return nil }
        return Region.Vertex(x: x, y: y)
    }
}

/// One thread's GEOS context.
final class ThreadGeometry {
    static let current = ThreadLocal { ThreadGeometry() }

    /// Without handlers GEOS is silent: what is wrong with a polygon is asked for.
    let handle: OpaquePointer?

    init() {
        handle = GEOS_init_r()
    }

    deinit {
        if let handle { GEOS_finish_r(handle) }
    }

    /// A polygon of rings, the outer one first; the caller destroys it.
    func polygon(_ rings: [[Region.Vertex]]) -> OpaquePointer? {
        var made: [OpaquePointer?] = []
        for ring in rings {
            guard let ring = linearRing(ring) else {
                for ring in made { GEOSGeom_destroy_r(handle, ring) }
                return nil
            }
            made.append(ring)
        }
        guard let shell = made.first else { return nil }
        var holes = Array(made.dropFirst())
        // GEOS takes the rings over, whether it makes a polygon of them or not.
        return holes.withUnsafeMutableBufferPointer { holes in
            GEOSGeom_createPolygon_r(handle, shell, holes.baseAddress, UInt32(holes.count))
        }
    }

    private func linearRing(_ vertices: [Region.Vertex]) -> OpaquePointer? {
        guard vertices.count >= 4, vertices.first == vertices.last,
            let count = UInt32(exactly: vertices.count)
        else { return nil }
        let numbers = vertices.flatMap { [$0.x, $0.y] }
        let sequence = numbers.withUnsafeBufferPointer {
            GEOSCoordSeq_copyFromBuffer_r(handle, $0.baseAddress, count, 0, 0)
        }
        return sequence.flatMap { GEOSGeom_createLinearRing_r(handle, $0) }
    }
}
