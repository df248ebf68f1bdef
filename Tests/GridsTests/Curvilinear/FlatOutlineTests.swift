import TestSupport
import Testing

@testable import Grids

/// What degrees tell of an outline is what great circles tell of it.
@Suite struct FlatOutlineTests {
    /// Cells of four corners around a latitude, so many degrees high and wide, askew, in any turn.
    @Test(arguments: [0.0, 35, -62, 74], [0.01, 0.7, 4]) func degreesTellWhatGreatCirclesDo(
        latitude: Double,
        size: Double
    ) throws {
        var random = SplitMix(state: 77)
        var told = (holds: 0, misses: 0, unclear: 0)
        for cell in 0..<150 {
            let west = cell % 2 == 0 ? 179.9 : Double.random(in: -540...540, using: &random)
            let corners = [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { at in
                GeographicPoint(
                    longitude: west + size * (at.0 + Double.random(in: -0.3...0.3, using: &random)),
                    latitude: latitude + size * (at.1 - 0.5 + Double.random(in: -0.3...0.3, using: &random))
                )
            }
            var kept = CurvilinearPlaces(count: 4, isSingle: false)
            kept.take(longitudes: corners.map(\.longitude))
            kept.take(latitudes: corners.map(\.latitude))
            var outline = CellOutline(item: 0)
            for corner in corners { outline.add(UnitVector(corner)) }
            for _ in 0..<25 {
                let place = GeographicPoint(
                    longitude: west + size * Double.random(in: -0.6...1.6, using: &random),
                    latitude: latitude + size * Double.random(in: -1.1...1.1, using: &random)
                )
                let holds = outline.holds(UnitVector(place))
                switch FlatOutline(of: place, in: kept, first: 0) {
                case .holds:
                    #expect(holds, "\(place) \(corners)")
                    told.holds += 1
                case .misses:
                    #expect(!holds, "\(place) \(corners)")
                    told.misses += 1
                case .unclear: told.unclear += 1
                }
            }
        }
        guard size < 1 else { return }
        #expect(told.holds > 200 && told.misses > 1000)
        #expect(told.unclear < (told.holds + told.misses) / 10)
    }

    /// Of a large cell, one at a pole and one that lacks a corner vectors must tell.
    @Test func whatBendsIsNotTold() {
        let cells: [[(Double, Double)]] = [
            [(0, 0), (20, 0), (20, 20), (0, 20)], [(0, 85), (2, 85), (2, 87), (0, 87)],
            [(0, 0), (1, 0), (1, 1), (.nan, .nan)],
        ]
        for corners in cells {
            var kept = CurvilinearPlaces(count: 4, isSingle: false)
            kept.take(longitudes: corners.map(\.0))
            kept.take(latitudes: corners.map(\.1))
            kept.dropUnusable()
            let place = GeographicPoint(longitude: corners[0].0 + 0.4, latitude: corners[0].1 + 0.4)
            #expect(FlatOutline(of: place, in: kept, first: 0) == .unclear)
        }
    }
}
