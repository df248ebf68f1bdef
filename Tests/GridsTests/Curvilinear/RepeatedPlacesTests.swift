import Execution
import TestSupport
import Testing

@testable import Grids

/// Things at the place of others are taken out of a tree, the lowest number stays.
struct RepeatedPlacesTests {
    private struct Places: SphereCentres {
        let centres: [UnitVector]
        func centre(of item: Int) -> UnitVector? { centres[item] }
    }

    /// Against comparing each with each.
    @Test(arguments: [0.0, 1e-7, 1e-3, 0.05, 3])
    func everyRepeatIsFound(distance: Double) throws {
        var random = SplitMix(state: 8)
        let spread = (0..<900).map { _ in
            UnitVector(
                longitude: Double.random(in: -180...180, using: &random),
                latitude: Double.random(in: -90...90, using: &random)
            )
        }
        let copies = spread.prefix(200).map { place -> UnitVector in
            let moved = (place.x + 1e-8, place.y - 1e-8, place.z)
            return UnitVector(directionOf: moved.0, moved.1, moved.2) ?? place
        }
        let places = Places(centres: spread + copies + spread.prefix(50))
        let context = WorkContext.background(seconds: 60)
        var tree = try SphereTree(places, count: places.centres.count, context: context)
        let dropped = try tree.dropRepeats(of: places, within: distance * distance, context: context)
        let left = Set(tree.entries.map(\.item).filter { $0 >= 0 }.map { Int($0) })
        #expect(left.count + dropped == places.centres.count)
        // Nothing that is left is near another, and what is gone is near something of a lower number.
        for (item, place) in places.centres.enumerated() {
            let near = places.centres[..<item].indices.filter {
                place.squaredChord(to: places.centres[$0]) <= distance * distance
            }
            if left.contains(item) {
                #expect(near.allSatisfy { !left.contains($0) })
            } else {
                #expect(!near.isEmpty)
            }
        }
    }

    /// Very many things at two places: nobody looks at those that are gone, nor is shown one of them.
    @Test func whatIsGoneIsNotLookedAt() throws {
        let spots = [
            UnitVector(longitude: 10, latitude: 20), UnitVector(longitude: 10.01, latitude: 20),
        ]
        let count = SphereSample.least + 1000
        let places = Places(centres: (0..<count).map { spots[$0 % 2] })
        let context = WorkContext.background(seconds: 60)
        var tree = try SphereTree(places, count: count, context: context)
        let dropped = try tree.dropRepeats(of: places, within: 1e-14, context: context)
        #expect(dropped == count - 2)
        let open = tree.boxes[tree.leafCount...].count { $0 != .empty }
        #expect((1...2).contains(open))
        let shown = tree.sample.positions.filter { $0 >= 0 }.map { tree.entries[Int($0)].item }
        #expect(Set(shown).isSubset(of: [0, 1]))
        for (item, spot) in spots.enumerated() {
            #expect(tree.nearest(to: spot, in: places)?.item == item)
        }
    }
}
