import Execution
import Testing
import TestSupport

@testable import Grids

/// Trees answer as looking at every thing in doubles does.
struct SphereTreeTests {
    struct Places: SphereCentres, CustomTestStringConvertible {
        let testDescription: String
        let centres: [UnitVector?]

        init(_ description: String, _ places: [GeographicPoint?]) {
            testDescription = description
            centres = places.map { $0.map { UnitVector($0) } }
        }

        /// Longitude and latitude by number.
        init(_ description: String, _ count: Int, _ place: (Double) -> (Double, Double)) {
            self.init(description, spots(count, place))
        }

        func centre(of item: Int) -> UnitVector? { centres[item] }

        /// The nearest of all; of equals the first.
        func nearest(to place: UnitVector) -> NearestItem? {
            var best: NearestItem?
            for (item, centre) in centres.enumerated() {
                guard let centre else { continue }
                let square = place.squaredChord(to: centre)
                if best.map({ square < $0.squaredChord }) ?? true {
                    best = NearestItem(item: item, squaredChord: square)
                }
            }
            return best
        }
    }

    static let tables: [Places] = {
        let spread = anywhere(3000, state: 14)
        let lattice = spots(1800) {
            (6 * $0.truncatingRemainder(dividingBy: 60), 6 * ($0 / 60).rounded(.down) - 87)
        }
        let some = spread.enumerated().map { $0.offset % 3 == 0 ? nil : $0.element }
        return [
            Places("nothing", []),
            Places("one", 1) { _ in (10, 20) },
            Places("all over the Earth", spread),
            Places("some without a place", some),
            Places("a lattice, whose places are often at equal distances", lattice),
            Places("each twice", lattice + lattice),
            Places("all the same", 500) { _ in (-180, 12) },
            Places("at the poles, under all longitudes", 400) { ($0, $0 < 200 ? 90 : -90) },
            Places("on both sides of the antimeridian", 900) { (180 + ($0 - 450) * 1e-3, $0 / 10 - 45) },
            Places("a metre apart", 900) {
                (5 + $0 * 1e-7, 50 + $0.truncatingRemainder(dividingBy: 30) * 1e-5)
            },
            Places("descending", 1000) { (200 - $0 / 5, 70 - $0 / 7) },
        ]
    }()

    static let questions: [UnitVector] = {
        let poles = spots(8) { ($0 * 60 - 180, $0 < 4 ? 90 : -90) }
        let seam = spots(8) { ($0 < 4 ? -180 : 180, $0 * 10 - 40) }
        let near = spots(100) { (5 + $0 * 1e-6, 50 + $0 * 3e-6) }
        let between = spots(100) { (6 * $0 + 3, 6 * ($0 / 10).rounded(.down) - 30) }
        return (poles + seam + near + between + anywhere(300, state: 41)).map { UnitVector($0) }
    }()

    @Test(arguments: tables)
    func findsTheNearest(_ places: Places) throws {
        let tree = try SphereTree(places, count: places.centres.count, context: .background(seconds: 60))
        for question in Self.questions {
            #expect(tree.nearest(to: question, in: places) == places.nearest(to: question))
        }
    }

    @Test func nothingBeyondTheBoundCounts() throws {
        let places = Places("three", 3) { ($0 * 10, 0) }
        let tree = try SphereTree(places, count: 3, context: .background(seconds: 60))
        let question = UnitVector(longitude: 40, latitude: 0)
        let near = question.squaredChord(to: UnitVector(longitude: 21, latitude: 0))
        let far = question.squaredChord(to: UnitVector(longitude: 19, latitude: 0))
        #expect(tree.nearest(to: question, in: places, within: near) == nil)
        #expect(tree.nearest(to: question, in: places, within: far)?.item == 2)
    }

    @Test(arguments: tables)
    func capsMeetAllThingsInThem(_ places: Places) throws {
        let tree = try SphereTree(places, count: places.centres.count, context: .background(seconds: 60))
        for question in Self.questions.prefix(100) {
            for square in [0, 1e-12, 1e-4, 0.5, 4] {
                let inside = places.centres.indices.filter { item in
                    places.centres[item].map { question.squaredChord(to: $0) <= square } ?? false
                }
                let cap = CapShape(around: question, squaredChord: square)
                let found = tree.leaves(meeting: cap).flatMap { $0.map { Int(tree.entries[$0].item) } }
                #expect(Set(inside).isSubset(of: found))
                #expect(Set(found).count == found.count)
            }
        }
    }

    @Test func smallCapsMeetFewLeaves() throws {
        let places = Self.tables[2]
        let tree = try SphereTree(places, count: places.centres.count, context: .background(seconds: 60))
        for question in Self.questions {
            let cap = CapShape(around: question, squaredChord: 1e-6)
            #expect(tree.leaves(meeting: cap).reduce(0) { $0 + $1.count } < 100)
        }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 16, 17, 1000, 4_000_000])
    func bytesAreKnownBefore(_ count: Int) {
        let leaves = SphereTree.leaves(count: count)
        #expect(leaves * SphereTree.leafSize >= count)
        #expect(leaves == 1 || (leaves / 2) * SphereTree.leafSize < count)
        #expect(SphereTree.bytes(count: count) == 16 * count + 48 * leaves + SphereSample.bytes(count: count))
    }

    @Test func aTreeTakesTheBytesThatItSaid() throws {
        let places = Self.tables[2]
        let tree = try SphereTree(places, count: places.centres.count, context: .background(seconds: 60))
        let entries = tree.entries.count * MemoryLayout<SphereEntry>.stride
        let bytes = entries + tree.boxes.count * MemoryLayout<SphereBox>.stride
        #expect(bytes == SphereTree.bytes(count: places.centres.count))
    }

    @Test func buildingEndsWithItsClient() throws {
        let context = WorkContext.background(seconds: 60)
        context.cancel()
        #expect(throws: Interruption.self) {
            try SphereTree(Self.tables[2], count: Self.tables[2].centres.count, context: context)
        }
    }
}

private func spots(_ count: Int, _ place: (Double) -> (Double, Double)) -> [GeographicPoint] {
    (0..<count).map { number in
        let (longitude, latitude) = place(Double(number))
        return GeographicPoint(longitude: longitude, latitude: latitude)
    }
}

/// In turns of their own.
private func anywhere(_ count: Int, state: UInt64) -> [GeographicPoint] {
    var random = SplitMix(state: state)
    return (0..<count).map { _ in
        GeographicPoint(
            longitude: Double.random(in: -400...400, using: &random),
            latitude: Double.random(in: -90...90, using: &random)
        )
    }
}
