import Execution
import Glibc
import Testing
import TestSupport

@testable import Grids

/// Outlines whose edges are great circles: what they hold, how near they are, how large they are.
struct SphericalOutlineTests {
    struct Outline: CustomTestStringConvertible {
        let testDescription: String
        let corners: [(Double, Double)]
        let inside: [(Double, Double)]
        let outside: [(Double, Double)]

        init(
            _ description: String,
            _ corners: [(Double, Double)],
            inside: [(Double, Double)],
            outside: [(Double, Double)]
        ) {
            testDescription = description
            (self.corners, self.inside, self.outside) = (corners, inside, outside)
        }
    }

    static let outlines = [
        Outline(
            "a cell on the equator",
            [(0, -1), (2, -1), (2, 1), (0, 1)],
            inside: [(1, 0), (0.01, 0.99), (361, 0), (0, 0), (2, 0.5), (0, -1), (2, 1)],
            outside: [(-0.01, 0), (2.01, 0), (1, 1.01), (181, 0), (181, 1), (1, 90)]
        ),
        Outline(
            "across the antimeridian",
            [(179, 10), (-179, 10), (-179, 12), (179, 12)],
            inside: [(180, 11), (-180, 11), (179.5, 10.5), (-179.5, 11.5)],
            outside: [(0, 11), (178.9, 11), (-178.9, 11)]
        ),
        // The middle of the great circle from (0, 60) to (90, 60) is at 67.79°.
        Outline(
            "an edge that bulges towards the pole",
            [(0, 50), (90, 50), (90, 60), (0, 60)],
            inside: [(45, 67.79), (45, 60), (45, 59.4)],
            outside: [(45, 67.81), (45, 59.3), (45, 50), (10, 50)]
        ),
        Outline(
            "the north pole inside",
            [(0, 80), (90, 80), (180, 80), (270, 80)],
            inside: [(0, 90), (17, 90), (45, 83), (200, 89), (0, 80)],
            outside: [(45, 82.8), (0, 79.9), (0, -90), (180, -89)]
        ),
        Outline(
            "a corner at the south pole, written twice",
            [(10, -88), (20, -88), (33, -90), (90, -90)],
            inside: [(15, -89), (0, -90), (10, -88.5)],
            outside: [(9, -89), (21, -89), (195, -89), (15, 90)]
        ),
        Outline(
            "a triangle with a corner written twice",
            [(0, 0), (4, 0), (4, 0), (2, 3)],
            inside: [(2, 1), (3.5, 0.4)],
            outside: [(2, 3.1), (0.5, 2), (4.1, 0)]
        ),
        Outline(
            "a dart, which is not convex",
            [(0, 0), (10, 0), (3, 2), (0, 10)],
            inside: [(1, 1), (2, 2), (1, 6)],
            outside: [(5, 5), (4, 2)]
        ),
        Outline(
            "nothing but a place",
            [(5, 5), (5, 5), (5, 5)],
            inside: [(5, 5)],
            outside: [(5, 5.1), (185, -5)]
        ),
    ]

    static func holds(_ corners: [(Double, Double)], _ place: (Double, Double)) -> Bool {
        let vectors = corners.map { UnitVector(longitude: $0.0, latitude: $0.1) }
        var test = OutlineTest(of: UnitVector(longitude: place.0, latitude: place.1))
        for (index, corner) in vectors.enumerated() {
            test.meet(from: corner, to: vectors[(index + 1) % vectors.count])
        }
        return test.holds
    }

    @Test(arguments: outlines)
    func holdsWhatLiesInside(_ outline: Outline) {
        for corners in [outline.corners, outline.corners.reversed()] {
            for place in outline.inside { #expect(Self.holds(corners, place), "\(place)") }
            for place in outline.outside { #expect(!Self.holds(corners, place), "\(place)") }
        }
    }

    /// Boxes in a tree hold what outlines hold, so that nothing is missed.
    @Test(arguments: outlines)
    func boxesHoldWhatOutlinesHold(_ outline: Outline) {
        let box = SphereBox(around: outline.corners.map { UnitVector(longitude: $0.0, latitude: $0.1) })
        for place in outline.inside {
            #expect(PlaceShape(UnitVector(longitude: place.0, latitude: place.1)).mayMeet(box), "\(place)")
        }
        var random = SplitMix(state: 5)
        for _ in 0..<2000 {
            let place = (
                Double.random(in: 0...360, using: &random), Double.random(in: -90...90, using: &random)
            )
            guard Self.holds(outline.corners, place) else { continue }
            #expect(PlaceShape(UnitVector(longitude: place.0, latitude: place.1)).mayMeet(box), "\(place)")
        }
    }

    /// Triangles over the whole sphere (those of an icosahedron, halved): each place lies in one.
    @Test func neighboursLeaveNoGap() throws {
        let net = Self.icosahedron
        let tree = try SphereTree(net, count: net.faces.count, context: .background(seconds: 60))
        var random = SplitMix(state: 9)
        let places = (0..<2000).map { _ in
            UnitVector(
                longitude: Double.random(in: -180...180, using: &random),
                latitude: Double.random(in: -90...90, using: &random)
            )
        }
        for place in places + net.nodes + [UnitVector(x: 0, y: 0, z: 1), UnitVector(x: -1, y: 0, z: 0)] {
            let holders = net.faces.indices.filter { net.holds(place, $0) }
            #expect(!holders.isEmpty)
            let found = tree.leaves(meeting: PlaceShape(place)).flatMap { leaf in
                leaf.map { Int(tree.entries[$0].item) }.filter { net.holds(place, $0) }
            }
            #expect(found.sorted() == holders)
        }
        #expect(places.allSatisfy { place in net.faces.indices.count { net.holds(place, $0) } == 1 })
    }

    @Test func areasAddUpToTheSphere() {
        let net = Self.icosahedron
        let sum = net.faces.reduce(0.0) { $0 + SphericalArea.squareMetres(of: $1.map { net.nodes[$0] }) }
        let sphere = 4 * Double.pi * 6_371_008.8 * 6_371_008.8
        #expect(abs(sum / sphere - 1) < 1e-12)
    }

    /// Against L'Huilier's formula, and against the plane where that is as good.
    @Test(arguments: [90.0, 30, 1, 1e-3, 1e-5])
    func areasOfTriangles(side: Double) {
        let corners = [(0.0, 0.0), (side, 0), (0, side)].map { UnitVector(longitude: $0.0, latitude: $0.1) }
        let area = SphericalArea.squareMetres(of: corners)
        let (a, b, c) = (side * .pi / 180, side * .pi / 180, corners[1].angle(to: corners[2]))
        let s = (a + b + c) / 2
        let root = (tan(s / 2) * tan((s - a) / 2) * tan((s - b) / 2) * tan((s - c) / 2)).squareRoot()
        #expect(abs(area / (4 * atan(root) * 6_371_008.8 * 6_371_008.8) - 1) < 1e-5)
        if side < 0.1 { #expect(abs(area / (a * b / 2 * 6_371_008.8 * 6_371_008.8) - 1) < 1e-6) }
        #expect(abs(area - SphericalArea.squareMetres(of: corners.reversed())) <= area * 1e-12)
    }

    @Test func nearestPlacesOfAnArc() {
        let arc = GreatCircleArc(
            from: UnitVector(longitude: 170, latitude: 0),
            to: UnitVector(longitude: -170, latitude: 0)
        )
        #expect(arc.side(of: UnitVector(longitude: 180, latitude: 5)) > 0)
        #expect(arc.side(of: UnitVector(longitude: 180, latitude: -5)) < 0)
        for (place, expected) in [
            ((180.0, 5.0), (180.0, 0.0)), ((175, -3), (175, 0)), ((160, 10), (170, 0)),
            ((-150, 0), (-170, 0)),
            ((180, 0), (180, 0)),
        ] {
            let nearest = arc.nearestPlace(to: UnitVector(longitude: place.0, latitude: place.1))
            let distance = nearest.angle(to: UnitVector(longitude: expected.0, latitude: expected.1))
            #expect(distance < 1e-9, "\(place)")
        }
    }
}

extension SphericalOutlineTests {
    struct Net: SphereOutlines {
        var nodes: [UnitVector]
        var faces: [[Int]]

        func centre(of item: Int) -> UnitVector? { UnitVector.mean(of: faces[item].map { nodes[$0] }) }
        func box(of item: Int) -> SphereBox { SphereBox(around: faces[item].map { nodes[$0] }) }

        func holds(_ place: UnitVector, _ face: Int) -> Bool {
            var test = OutlineTest(of: place)
            for (from, to) in zip(faces[face], faces[face].dropFirst() + faces[face].prefix(1)) {
                test.meet(from: nodes[from], to: nodes[to])
            }
            return test.holds
        }

        /// Each face in four, corners in the middles of its edges.
        func halved() -> Net {
            var net = Net(nodes: nodes, faces: [])
            var middles: [Set<Int>: Int] = [:]
            for face in faces {
                let middle = (0..<3).map { side -> Int in
                    let ends: Set<Int> = [face[side], face[(side + 1) % 3]]
                    if let known = middles[ends] { return known }
                    let (a, b) = (nodes[face[side]], nodes[face[(side + 1) % 3]])
                    net.nodes.append(UnitVector.mean(of: [a, b]) ?? a)
                    middles[ends] = net.nodes.count - 1
                    return net.nodes.count - 1
                }
                net.faces += [
                    [face[0], middle[0], middle[2]], [middle[0], face[1], middle[1]],
                    [middle[2], middle[1], face[2]], middle,
                ]
            }
            return net
        }
    }

    static let icosahedron: Net = {
        let ring = { (from: Double, latitude: Double) in
            (0..<5).map { UnitVector(longitude: from + 72 * Double($0), latitude: latitude) }
        }
        let latitude = atan(0.5) * 180 / .pi
        let nodes =
            [UnitVector(longitude: 0, latitude: 90)] + ring(0, latitude) + ring(36, -latitude)
            + [UnitVector(longitude: 0, latitude: -90)]
        let faces = (0..<5).flatMap { side -> [[Int]] in
            let (a, b) = (1 + side, 1 + (side + 1) % 5)
            let (c, d) = (6 + side, 6 + (side + 1) % 5)
            return [[0, a, b], [a, c, b], [b, c, d], [11, d, c]]
        }
        return Net(nodes: nodes, faces: faces).halved().halved()
    }()
}
