internal import Glibc

extension Grid {
    package func area(of cell: GridCell) -> Double? {
        outline(of: cell).map { SphericalArea.squareMetres(of: $0.map { UnitVector($0) }) }
    }
}

/// The area of an outline whose edges are great circles, on a sphere with the Earth's mean radius.
package enum SphericalArea {
    /// Metres.
    package static let radius = 6_371_008.8

    /// Square metres, whichever way the corners go round.
    static func squareMetres(of corners: [UnitVector]) -> Double {
        abs(excess(of: corners)) * radius * radius
    }

    /// Steradians, positive where the corners go round anticlockwise.
    static func excess(of corners: [UnitVector]) -> Double {
        guard let first = corners.first else { return 0 }
        return zip(corners.dropFirst(), corners.dropFirst(2)).reduce(0) { sum, edge in
            sum + excess(first, edge.0, edge.1)
        }
    }

    /// Of a triangle, after Van Oosterom and Strackee (1983); edges taken from one corner keep the digits of small ones.
    private static func excess(_ a: UnitVector, _ b: UnitVector, _ c: UnitVector) -> Double {
        let (px, py, pz) = (b.x - a.x, b.y - a.y, b.z - a.z)
        let (qx, qy, qz) = (c.x - a.x, c.y - a.y, c.z - a.z)
        let volume = a.x * (py * qz - pz * qy) + a.y * (pz * qx - px * qz) + a.z * (px * qy - py * qx)
        return 2 * atan2(volume, 1 + a.dot(b) + b.dot(c) + c.dot(a))
    }
}
