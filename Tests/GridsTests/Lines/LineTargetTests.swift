import Testing

@testable import Grids

/// Lines across the Earth: how long they are, and which cells they meet.
@Suite struct LineTargetTests {
    struct Length: CustomStringConvertible, Sendable {
        let corners: [(Double, Double)]
        /// Of the way around the Earth.
        let share: Double
        let slack: Double

        var description: String { "\(corners)" }
    }

    private static let lengths: [Length] = [
        Length(corners: [(0, 0), (90, 0)], share: 0.25, slack: 1e-9),
        Length(corners: [(5, -90), (5, 90)], share: 0.5, slack: 1e-9),
        Length(corners: [(-180, 60), (180, 60)], share: 0.5, slack: 1e-4),
        Length(corners: [(0, 0), (45, 0), (0, 0)], share: 0.25, slack: 1e-9),
        Length(corners: [(170, 0), (190, 0)], share: 20.0 / 360, slack: 1e-9),
    ]

    private static func line(_ corners: [(Double, Double)], _ system: RasterTarget.System = .geographic)
        -> LineTarget
    {
        LineTarget(system: system, corners: corners.map { LineTarget.Corner(x: $0.0, y: $0.1) })
    }

    /// A quarter of the equator, a meridian, and a parallel that is half as long as the equator.
    @Test(arguments: lengths)
    func lengthsAreThoseOfTheSphere(of expected: Length) {
        let around = 2 * Double.pi * 6_371_008.8
        let length = Self.line(expected.corners).sampled().last?.metres ?? 0
        #expect(abs(length / around - expected.share) < expected.slack)
    }

    @Test func cornersArePlacesThemselves() {
        let corners = [(0.0, 0.0), (10, 5), (10, 5.001), (-3, 7)]
        let places = Self.line(corners).sampled()
        for (x, y) in corners {
            #expect(
                places.contains { abs($0.point.longitude - x) < 1e-12 && abs($0.point.latitude - y) < 1e-12 }
            )
        }
        #expect(places.count >= 512 && places.count <= 512 + corners.count)
        #expect(zip(places, places.dropFirst()).allSatisfy { $0.metres <= $1.metres })
    }

    @Test func webMercatorIsTurnedBack() {
        let places = Self.line([(0, 0), (20_037_508.342789244, 20_037_508.342789244)], .webMercator).sampled()
        #expect(abs((places.last?.point.longitude ?? 0) - 180) < 1e-9)
        #expect(abs((places.last?.point.latitude ?? 0) - 85.0511287798066) < 1e-9)
    }

    private static let odd: [Length] = [
        Length(corners: [(0, 0), (0, 0)], share: 0, slack: 0),
        Length(corners: [(1e9, 1e9), (-1e9, -1e9)], share: 0, slack: 0),
        Length(corners: [(0, 1e-300), (0, 0)], share: 0, slack: 0),
    ]

    @Test(arguments: odd)
    func oddLinesAreBounded(line: Length) {
        for system in [RasterTarget.System.geographic, .webMercator] {
            #expect(Self.line(line.corners, system).sampled().count <= 1026)
        }
    }
}
