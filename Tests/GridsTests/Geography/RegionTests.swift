import CGEOS
import Execution
import Failures
import Foundation
import TestSupport
import Testing

@testable import Grids

/// Which places of a grid a polygon holds, against GEOS; and what that may cost.
@Suite struct RegionTests {
    private typealias Ring = [Region.Vertex]

    private static var context: WorkContext { .background(seconds: 60) }

    private static func wkt(_ polygons: [[Ring]]) -> String {
        let texts = polygons.map { rings in
            "("
                + rings.map { ring in
                    "(" + ring.map { "\($0.x) \($0.y)" }.joined(separator: ",") + ")"
                }.joined(separator: ",") + ")"
        }
        return "MULTIPOLYGON(" + texts.joined(separator: ",") + ")"
    }

    /// Which places GEOS says the polygons cover, each polygon by itself.
    private static func covered(_ polygons: [[Ring]], _ longitudes: [Double], _ latitudes: [Double])
        -> [[Bool]]
    {
        let handle = GEOS_init_r()
        defer { GEOS_finish_r(handle) }
        let shapes = polygons.map { GEOSGeomFromWKT_r(handle, wkt([$0])) }
        defer { for shape in shapes { GEOSGeom_destroy_r(handle, shape) } }
        return latitudes.map { y in
            longitudes.map { x in
                let point = GEOSGeom_createPointFromXY_r(handle, x, y)
                defer { GEOSGeom_destroy_r(handle, point) }
                return shapes.contains { GEOSCovers_r(handle, $0, point) == 1 }
            }
        }
    }

    private static func found(_ polygons: [[Ring]], _ longitudes: [Double], _ latitudes: [Double]) throws
        -> [[Bool]]
    {
        let region = try #require(Region(polygons))
        let runs = try region.runs(
            longitudes: longitudes,
            latitudes: latitudes,
            limits: Limits(),
            context: context
        )
        return runs.map { runs in longitudes.indices.map { column in runs.contains { $0.contains(column) } } }
    }

    private static func star(_ random: inout SplitMix, x: Double, y: Double, radius: Double, snapped: Bool)
        -> Ring
    {
        let corners = 3 + Int(random.next() % 30)
        var ring = (0..<corners).map { corner in
            let angle = 2 * .pi * Double(corner) / Double(corners)
            let length = radius * (0.2 + 0.8 * Double(random.next() % 1000) / 1000)
            let vertex = (x + length * cos(angle), y + length * sin(angle))
            return snapped
                ? Region.Vertex(x: (vertex.0 * 2).rounded() / 2, y: (vertex.1 * 2).rounded() / 2)
                : Region.Vertex(x: vertex.0, y: vertex.1)
        }
        ring.append(ring[0])
        return ring
    }

    /// Stars with holes, many with corners on the places themselves, on grids that rise, fall, and are in other turns.
    @Test(arguments: 0..<60)
    func holdsWhatGEOSCovers(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let snapped = seed % 2 == 0
        var polygons: [[Ring]] = []
        for _ in 0..<(1 + seed % 3) {
            let x = 5 + Double(random.next() % 10)
            let y = 50 + Double(random.next() % 10)
            let shell = Self.star(&random, x: x, y: y, radius: 9, snapped: snapped)
            let hole = Self.star(&random, x: x, y: y, radius: 1.5, snapped: snapped)
            for rings in [[shell, hole], [shell]] {
                guard let polygon = GEOSPolygon(rings), polygon.invalidity == nil else { continue }
                polygons.append(rings)
                break
            }
        }
        guard !polygons.isEmpty else { return }
        var longitudes = (0..<50).map { -4 + Double($0) * 0.5 }
        var latitudes = (0..<50).map { 42 + Double($0) * 0.5 }
        if seed % 4 > 1 { longitudes.reverse() }
        if seed % 5 > 1 { latitudes.reverse() }
        let expected = Self.covered(polygons, longitudes, latitudes)
        #expect(try Self.found(polygons, longitudes, latitudes) == expected)
        let turned = longitudes.map { $0 + 360 }
        #expect(try Self.found(polygons, turned, latitudes) == expected)
    }

    /// Across the seam of a grid from 0 to 360 the columns' order breaks; both sides are found.
    @Test func aSeamIsCrossed() throws {
        let box: Ring = [(-2, 0), (2, 0), (2, 2), (-2, 2), (-2, 0)].map { Region.Vertex(x: $0, y: $1) }
        let longitudes = stride(from: 0.0, to: 360, by: 1).map { $0 }
        let found = try Self.found([[box]], longitudes, [1])
        #expect(found[0].indices.filter { found[0][$0] } == [0, 1, 2, 358, 359])
    }

    /// A comb of 1,600 teeth of a hundredth of a degree, which reach over the whole height.
    private static func comb(teeth: Int) -> Ring {
        var ring: Ring = (0..<(2 * teeth)).map {
            Region.Vertex(x: Double($0) * 0.01, y: $0 % 2 == 0 ? 0 : 60)
        }
        ring += [Region.Vertex(x: Double(teeth) * 0.02, y: -1), Region.Vertex(x: 0, y: -1)]
        ring.append(ring[0])
        return ring
    }

    /// 3,202 edges cross 240 lines three quarters of a million times, which took minutes place by place.
    ///
    /// At height y the edges of tooth n stand at 0.02 n + 0.01 y / 60 and at 0.02 n + 0.02 − 0.01 y / 60.
    @Test func aCombIsAnsweredByItsCrossings() throws {
        let region = try #require(Region([[Self.comb(teeth: 1600)]]))
        #expect(try region.invalidity(limits: Limits(), context: Self.context) == nil)
        let latitudes = (0..<240).map { 0.125 + Double($0) * 0.25 }
        let longitudes = (0..<3200).map { Double($0) * 0.01 + 0.0025 }
        let runs = try region.runs(
            longitudes: longitudes,
            latitudes: latitudes,
            limits: Limits(),
            context: Self.context
        )
        for (row, latitude) in latitudes.enumerated() where row % 40 == 0 {
            let expected = longitudes.filter { longitude in
                let within = (longitude / 0.02 - (longitude / 0.02).rounded(.down)) * 0.02
                return within >= 0.01 * latitude / 60 && within <= 0.02 - 0.01 * latitude / 60
                    || longitude > 31.99
            }
            let count = runs[row].reduce(0) { $0 + $1.count }
            #expect(abs(count - expected.count) <= 1, "\(latitude)")
        }
    }

    /// The cost is known before any work: edges × lines.
    @Test func crossingsAreALimit() throws {
        let region = try #require(Region([[Self.comb(teeth: 1600)]]))
        let latitudes = (0..<100_000).map { Double($0) * 0.0005 }
        let error = #expect(throws: Failure.self) {
            try region.runs(
                longitudes: [1, 2, 3],
                latitudes: latitudes,
                limits: Limits(),
                context: Self.context
            )
        }
        guard case .tooLarge(.crossings, 10_000_000, let requested, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        // 3,199 teeth over 99,999 lines, two ends of the comb beside them.
        #expect(requested > 319_000_000 && requested < 321_000_000)
    }

    /// A ring whose edges all lie across each other's extents is refused before GEOS compares each with each.
    @Test func pairsOfEdgesAreALimit() throws {
        var ring: Ring = (0..<6000).map { index in
            let shift = Double(index) / 6000
            return Region.Vertex(x: (index % 2 == 0 ? 0 : 60) + shift, y: (index % 2 == 0 ? 0 : 60) - shift)
        }
        ring += [Region.Vertex(x: 70, y: -2), Region.Vertex(x: -1, y: -2), ring[0]]
        let region = try #require(Region([[ring]]))
        let error = #expect(throws: Failure.self) {
            try region.invalidity(limits: Limits(), context: Self.context)
        }
        guard case .tooLarge(.crossings, _, let requested, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        // All pairs of 5,999 teeth lie across each other: 5,999 × 5,998 / 2.
        #expect(requested >= 17_991_001 && requested < 18_010_000)
        // A comb of as many edges has none.
        #expect(EdgePairs.most(in: [Self.comb(teeth: 3000)]) < 30_000)
    }

    /// Whoever has gone, or whose time is over, is not worked for.
    @Test func workStopsWithItsRequest() throws {
        let region = try #require(Region([[Self.comb(teeth: 1600)]]))
        let latitudes = (0..<2400).map { Double($0) * 0.025 }
        let late = WorkContext(deadline: .after(seconds: 0))
        #expect(throws: Interruption.deadlinePassed) {
            try region.runs(longitudes: [1, 2, 3], latitudes: latitudes, limits: Limits(), context: late)
        }
        let gone = WorkContext.background(seconds: 60)
        gone.cancel()
        #expect(throws: Interruption.cancelled) {
            try region.runs(longitudes: [1, 2, 3], latitudes: latitudes, limits: Limits(), context: gone)
        }
        #expect(throws: Interruption.cancelled) { try region.invalidity(limits: Limits(), context: gone) }
    }
}
