import TestSupport
import Testing

@testable import Grids

/// Where a point lies between others: what is put together of shares is taken apart again.
@Suite struct PlaneSharesTests {
    private typealias Point = SIMD2<Double>

    private static func random(_ state: UInt64) -> () -> Double {
        var random = SplitMix(state: state)
        return { Double(random.next() >> 11) / 0x1p53 }
    }

    /// A convex quadrilateral, shaken, of some size.
    private static func corners(_ number: () -> Double, size: Double) -> [SIMD2<Double>] {
        [(0.0, 0.0), (1, 0), (0, 1), (1, 1)].map {
            SIMD2($0.0 + 0.3 * number(), $0.1 + 0.3 * number()) * size
        }
    }

    @Test(arguments: [1e-7, 1e-3, 0.3]) func sharesOfAQuadrilateral(size: Double) throws {
        let number = Self.random(7)
        for _ in 0..<500 {
            let corners = Self.corners(number, size: size)
            let (u, v) = (number(), number())
            let upper = corners[0] + u * (corners[1] - corners[0])
            let place = upper + v * (corners[2] + u * (corners[3] - corners[2]) - upper)
            let moved = corners.map { $0 - place }
            let found = try #require(
                PlaneShares.quadrilateral(moved[0], moved[1], moved[2], moved[3])
            )
            #expect(abs(found.across - u) < 1e-6 && abs(found.along - v) < 1e-6)
        }
    }

    @Test func sharesOfATriangle() throws {
        let number = Self.random(8)
        for _ in 0..<500 {
            let corners = Self.corners(number, size: 0.01)
            let parts = SIMD3(number(), number(), number()) + 1e-3
            let weights = parts / parts.sum()
            let place = corners[0] * weights.x + corners[1] * weights.y + corners[2] * weights.z
            let moved = corners.map { $0 - place }
            // Either way round.
            let found = try #require(PlaneShares.triangle(moved[0], moved[1], moved[2]))
            let other = try #require(PlaneShares.triangle(moved[0], moved[2], moved[1]))
            #expect((found - weights).max() < 1e-9 && (weights - found).max() < 1e-9)
            #expect(abs(other.y - weights.z) < 1e-9 && abs(other.z - weights.y) < 1e-9)
        }
    }

    @Test(
        arguments: [
            // Beside it, beyond a corner, on one line, all one point, no numbers.
            [(1.0, 0.0), (2, 0), (1, 1), (2, 1)], [(0.1, 0.1), (1, 0.1), (0.1, 1), (1, 1)],
            [(-1, 0.5), (1, 0.5), (-2, 0.5), (2, 0.5)], [(0.5, 0), (0.5, 0), (0.5, 0), (0.5, 0)],
            [(.nan, 0), (1, 0), (0, 1), (1, 1)], [(-.infinity, -1), (1, -1), (-1, 1), (1, 1)],
        ] as [[(Double, Double)]]
    )
    func whatHoldsNothingHasNoShares(points: [(Double, Double)]) {
        let corners = points.map { SIMD2($0.0, $0.1) }
        #expect(PlaneShares.quadrilateral(corners[0], corners[1], corners[2], corners[3]) == nil)
        #expect(PlaneShares.triangle(corners[0], corners[1], corners[2]) == nil)
    }

    /// On the plane that touches the sphere great circles are straight, and what is behind it is nowhere.
    @Test(arguments: [(0.0, 0.0), (179.9, 40), (12, 90), (-30, -90), (77, -12)])
    func greatCirclesAreStraight(longitude: Double, latitude: Double) throws {
        let middle = UnitVector(longitude: longitude, latitude: latitude)
        let plane = try #require(TangentPlane(at: middle))
        let places = [(1.0, 2.0), (-3, 1)].map { east, north in
            UnitVector(longitude: longitude + east, latitude: max(min(latitude, 85), -85) + north)
        }
        let between = try #require(UnitVector.mean(of: places))
        let points = try (places + [between]).map { try #require(plane.point($0)) }
        let (way, part) = (points[1] - points[0], points[2] - points[0])
        #expect(abs(way.x * part.y - way.y * part.x) < 1e-15)
        #expect(plane.point(UnitVector(x: -middle.x, y: -middle.y, z: -middle.z)) == nil)
        #expect(TangentPlane(at: UnitVector(x: .nan, y: 0, z: 0)) == nil)
    }
}
