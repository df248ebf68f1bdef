import Execution
import TestSupport
import Testing

@testable import Grids

/// Pictures of places without outlines, each pixel against all places one by one.
@Suite struct NodePixelTests {
    /// Evenly spread, crowded together, in lines far from each other, and some at the place of another.
    private static let places: [GeographicPoint] = {
        var random = SplitMix(state: 14)
        let number = { (least: Double, greatest: Double) in
            least + (greatest - least) * Double(random.next() >> 11) / 0x1p53
        }
        var places = (0..<900).map { _ in
            GeographicPoint(longitude: number(-180, 180), latitude: number(-85, 90))
        }
        places += (0..<500).map { _ in
            GeographicPoint(longitude: number(19, 22), latitude: number(39, 41))
        }
        places += (0..<400).map { step in
            GeographicPoint(longitude: -60 + Double(step % 200) / 10, latitude: step < 200 ? 5 : 8)
        }
        return places + places[900..<960] + places[1400..<1450]
    }()

    private static let vectors = FixedVectors(
        longitudes: places.map(\.longitude),
        latitudes: places.map(\.latitude)
    )
    private static let centres = places.indices.compactMap { vectors.centre(of: $0) }

    private static let grid: Result<MeshGrid, any Error> = Result {
        let index = try NodeIndex(vectors, context: .background(seconds: 60))
        return MeshGrid(
            kind: "points",
            location: .node,
            places: .computed(vectors),
            finder: .nodes(index, around: nil)
        )
    }

    /// 0.75 of the distance from the sixth nearest place that is another, as a square.
    private static let reaches: [Double] = centres.map { centre in
        var others: [UnitVector] = []
        for other in centres.sorted(by: { centre.squaredChord(to: $0) < centre.squaredChord(to: $1) }) {
            let isNew = !others.contains { $0.squaredChord(to: other) <= 1e-13 }
            if centre.squaredChord(to: other) > 1e-13, isNew { others.append(other) }
            if others.count == 6 { break }
        }
        return 0.75 * 0.75 * centre.squaredChord(to: others[5])
    }

    private static func answer(_ place: UnitVector) -> Int {
        var (nearest, least) = (-1, Double.infinity)
        for (item, centre) in centres.enumerated() where place.squaredChord(to: centre) < least {
            (nearest, least) = (item, place.squaredChord(to: centre))
        }
        return least <= reaches[nearest] ? nearest : -1
    }

    private static func target(_ west: Double, _ south: Double, _ east: Double, _ north: Double)
        -> RasterTarget
    {
        RasterTarget(
            system: .geographic,
            minX: west,
            minY: south,
            maxX: east,
            maxY: north,
            width: 44,
            height: 40
        )
    }

    /// From pixels that see many places to places that lie in many pixels.
    @Test(arguments: [
        target(-180, -90, 180, 90), target(-90, -30, 0, 60), target(15, 35, 26, 45),
        target(18.5, 38.5, 22.5, 41.5),
        target(20, 40, 20.6, 40.4), target(-65, 3, -35, 10), target(-50, 4.8, -49, 5.4),
        target(170, 50, 200, 90),
    ]) func everyPixelHasTheNearestThatReachesIt(target: RasterTarget) throws {
        let map = try Self.grid.get().cells(under: target)
        var (shown, empty) = (0, 0)
        for pixel in map.columns.indices {
            let place = UnitVector(
                longitude: target.longitude(ofColumn: pixel % target.width),
                latitude: target.latitude(ofRow: pixel / target.width)
            )
            let expected = Self.answer(place)
            if expected < 0 { empty += 1 } else { shown += 1 }
            #expect(Int(map.columns[pixel]) == expected, "\(pixel)")
        }
        #expect(shown > 100)
        if target.minX == -65 { #expect(empty > 100) }
    }
}
