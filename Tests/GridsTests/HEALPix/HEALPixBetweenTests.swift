import Testing

@testable import Grids

/// Between which pixels a place lies, as healpy 1.20 has it (`get_interp_weights`).
@Suite struct HEALPixBetweenTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let side: Int
        let order: HEALPixDivision.Order
        let longitude, latitude: Double
        let shares: [Int: Double]

        var testDescription: String { "\(side) \(order) at \(longitude) \(latitude)" }
    }

    static let cases = [
        Case(
            side: 8,
            order: .nested,
            longitude: 12.3,
            latitude: 45.6,
            shares: [41: 0.238162818, 42: 0.16323519, 43: 0.325240416, 44: 0.273361577]
        ),
        Case(
            side: 8,
            order: .ring,
            longitude: 12.3,
            latitude: 45.6,
            shares: [84: 0.325240416, 85: 0.273361577, 112: 0.16323519, 113: 0.238162818]
        ),
        Case(
            side: 6,
            order: .ring,
            longitude: 359.9,
            latitude: -41.8,
            shares: [324: 0.001271023, 347: 8.53e-06, 348: 0.492702087, 371: 0.50601836]
        ),
        Case(
            side: 1,
            order: .nested,
            longitude: 100,
            latitude: 5,
            shares: [0: 0.046506333, 1: 0.073081381, 5: 0.782588698, 6: 0.097823587]
        ),
        Case(
            side: 4,
            order: .nested,
            longitude: 0,
            latitude: 89.5,
            shares: [15: 0.260669305, 31: 0.239330695, 47: 0.239330695, 63: 0.260669305]
        ),
        Case(
            side: 4,
            order: .ring,
            longitude: 200.1,
            latitude: -88,
            shares: [188: 0.207322781, 189: 0.254552237, 190: 0.330802202, 191: 0.207322781]
        ),
        Case(
            side: 16,
            order: .ring,
            longitude: -77.7,
            latitude: 2.2,
            shares: [1490: 0.749297214, 1491: 0.171969852, 1553: 0.024669653, 1554: 0.054063281]
        ),
        Case(
            side: 2,
            order: .nested,
            longitude: 45,
            latitude: -90,
            shares: [32: 0.25, 36: 0.25, 40: 0.25, 44: 0.25]
        ),
    ]

    @Test(arguments: cases, [0.0, 360, -720]) func sharesOfPixels(example: Case, turn: Double) throws {
        let division = try #require(HEALPixDivision(side: example.side, order: example.order))
        let between = try #require(
            division.between(longitude: example.longitude + turn, latitude: example.latitude)
        )
        var shares: [Int: Double] = [:]
        for slot in 0..<4 { shares[between.pixels[slot], default: 0] += between.weights[slot] }
        for (pixel, share) in shares {
            #expect(abs(share - example.shares[pixel, default: 0]) < 1e-8, "\(pixel)")
        }
        #expect(Set(example.shares.keys).isSubset(of: shares.keys))
    }

    @Test(arguments: [(0.0, 91.0), (0, .nan), (.infinity, 0)])
    func noPlaceLiesBetween(longitude: Double, latitude: Double) throws {
        let division = try #require(HEALPixDivision(side: 4, order: .ring))
        #expect(division.between(longitude: longitude, latitude: latitude) == nil)
    }
}
