import Execution
import Foundation
import TestSupport
import Testing

@testable import Grids

/// Nodes and edges of a mesh with land between its faces, each pixel against all faces and nodes one by one.
@Suite struct NodesInFacesTests {
    /// A shaken lattice of squares, some of them halved, with lakes and a channel without faces.
    private struct Shaken {
        let longitudes, latitudes: [Double]
        let faces: [[Int]]
        private static let (columns, rows) = (22, 20)

        init() {
            var random = SplitMix(state: 41)
            let shake = { (Double(random.next() >> 11) / 0x1p53 - 0.5) * 0.04 }
            var (longitudes, latitudes): ([Double], [Double]) = ([], [])
            for row in 0..<Self.rows {
                for column in 0..<Self.columns {
                    longitudes.append(8 + Double(column) / 10 + shake())
                    latitudes.append(50 + Double(row) / 10 + shake())
                }
            }
            var faces: [[Int]] = []
            for row in 0..<Self.rows - 1 {
                for column in 0..<Self.columns - 1 where row != 12 && (row % 7 != 3 || column % 9 < 5) {
                    let first = row * Self.columns + column
                    let ring = [first, first + 1, first + 1 + Self.columns, first + Self.columns]
                    faces +=
                        column % 3 == 0
                        ? [ring] : [[ring[0], ring[1], ring[2]], [ring[0], ring[2], ring[3]]]
                }
            }
            (self.longitudes, self.latitudes, self.faces) = (longitudes, latitudes, faces)
        }
    }

    private static let shaken = Shaken()
    private static let vectors = FixedVectors(longitudes: shaken.longitudes, latitudes: shaken.latitudes)
    private static let centres = shaken.longitudes.indices.compactMap { vectors.centre(of: $0) }

    private static let grids: Result<[MeshGrid], any Error> = Result {
        let context = WorkContext.background(seconds: 60)
        let rows = shaken.faces.flatMap { $0.map(Double.init) + [Double](repeating: -1, count: 4 - $0.count) }
        let form = Connectivity.Form(rows: shaken.faces.count, width: 4, startIndex: 0)
        let table = try #require(Connectivity(rows, form, nodeCount: vectors.count))
        let faces = try FaceIndex(
            nodes: vectors,
            faces: FaceTable(table, nodes: vectors),
            context: context
        )
        let index = try NodeIndex(vectors, context: context)
        return [.cells, .none].map { (corners: MeshFinder.FacesAround.Corners) in
            let around =
                corners == .cells
                ? MeshFinder.FacesAround(aroundNodes: faces) : MeshFinder.FacesAround(aroundEdges: faces)
            return MeshGrid(
                kind: "ugrid",
                location: corners == .cells ? .node : .edge,
                places: .computed(vectors),
                finder: .nodes(index, around: around)
            )
        }
    }

    /// The distances, as squares, of the nearest and the sixth nearest other node.
    private static let others: [(first: Double, sixth: Double)] = centres.map { centre in
        let squares = centres.map { centre.squaredChord(to: $0) }.sorted()
        return (squares[1], squares[6])
    }

    /// Whether a place lies to one side of all edges: faces are convex, and few.
    private static func holds(_ face: [Int], _ place: UnitVector) -> Bool {
        let sides = face.indices.map { corner in
            GreatCircleArc(from: centres[face[corner]], to: centres[face[(corner + 1) % face.count]])
                .side(of: place) > 0
        }
        return Set(sides).count == 1
    }

    private static func answer(_ place: UnitVector, isEdge: Bool) -> Int {
        let squares = centres.map { place.squaredChord(to: $0) }
        guard let least = squares.min(), let nearest = squares.firstIndex(of: least) else { return -1 }
        guard let face = shaken.faces.first(where: { holds($0, place) }) else {
            return least <= 0.6 * 0.6 * others[nearest].first ? nearest : -1
        }
        if least <= 0.75 * 0.75 * others[nearest].sixth { return nearest }
        return isEdge ? -1 : face.min { squares[$0] < squares[$1] } ?? -1
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
            width: 31,
            height: 27
        )
    }

    /// From pixels about as large as faces to faces of many pixels, on the rim and on what lies between.
    @Test(arguments: [
        target(7.8, 49.8, 10.4, 52.1), target(9, 50.9, 10, 51.5), target(7.9, 49.9, 8.3, 50.2),
        target(8.45, 50.28, 8.75, 50.44), target(9.9, 51.6, 10.4, 52.1),
    ])
    func nothingIsShownFarFromFaces(target: RasterTarget) throws {
        for grid in try Self.grids.get() {
            let map = grid.cells(under: target)
            var (shown, empty) = (0, 0)
            for pixel in map.columns.indices {
                let (x, y) = (
                    target.longitude(ofColumn: pixel % target.width),
                    target.latitude(ofRow: pixel / target.width)
                )
                let expected = Self.answer(
                    UnitVector(longitude: x, latitude: y),
                    isEdge: grid.location == .edge
                )
                if expected < 0 { empty += 1 } else { shown += 1 }
                #expect(Int(map.columns[pixel]) == expected, "\(x) \(y)")
                let cell = grid.cell(containing: GeographicPoint(longitude: x, latitude: y))
                #expect(cell?.column ?? -1 == expected, "\(x) \(y)")
            }
            #expect(shown > 100 && empty > 20, "\(shown) \(empty)")
        }
    }

    /// Every node that is not at the rim has faces on all sides, up to its chord.
    @Test func facesSurroundNodesUpToTheirChords() throws {
        guard case .nodes(_, let around?) = try Self.grids.get()[0].finder else {
            Issue.record("no faces around nodes")
            return
        }
        let chords = around.surrounded
        var uses: [Set<Int>: Int] = [:]
        for face in Self.shaken.faces {
            for corner in face.indices {
                uses[[face[corner], face[(corner + 1) % face.count]], default: 0] += 1
            }
        }
        let rim = Set(uses.filter { $0.value == 1 }.flatMap(\.key))
        let inner = Set(Self.shaken.faces.joined()).subtracting(rim)
        #expect(inner.count > 100 && rim.count > 50 && chords.count == Self.centres.count)
        for (node, centre) in Self.centres.enumerated() {
            let chord = Double(chords[node])
            #expect((chord > 0) == inner.contains(node), "\(node)")
            guard chord > 0 else { continue }
            #expect(chord > 0.3 * Self.others[node].first.squareRoot())
            for step in 0..<16 {
                let place = try #require(Self.place(chord * 0.999, from: centre, Double(step) * 0.3927 + 0.1))
                #expect(Self.shaken.faces.contains { Self.holds($0, place) }, "\(node) \(step)")
            }
        }
    }

    /// A place so far from another, at an angle to the east.
    private static func place(_ chord: Double, from centre: UnitVector, _ angle: Double) -> UnitVector? {
        guard let east = UnitVector(directionOf: -centre.y, centre.x, 0) else { return nil }
        let north = UnitVector(
            x: -centre.z * east.y,
            y: centre.z * east.x,
            z: centre.x * east.y - centre.y * east.x
        )
        let (along, up) = (chord * cos(angle), chord * sin(angle))
        return UnitVector(
            directionOf: centre.x + along * east.x + up * north.x,
            centre.y + along * east.y + up * north.y,
            centre.z + along * east.z + up * north.z
        )
    }

    /// Nothing answers beyond the extent, whose sides something reaches.
    @Test func theExtentIsWhereNodesAnswer() throws {
        for grid in try Self.grids.get() {
            let extent = grid.extent
            #expect(extent.west > 8 - 0.15 && extent.east < 10.1 + 0.15)
            #expect(extent.south > 50 - 0.1 && extent.north < 51.9 + 0.1)
            let steps = (0...1200).map { Double($0) / 500 }
            let beyond = steps.flatMap { step in
                [
                    GeographicPoint(longitude: extent.west - 1e-6, latitude: 49.9 + step),
                    GeographicPoint(longitude: extent.east + 1e-6, latitude: 49.9 + step),
                    GeographicPoint(longitude: 7.9 + step, latitude: extent.south - 1e-6),
                    GeographicPoint(longitude: 7.9 + step, latitude: extent.north + 1e-6),
                ]
            }
            #expect(beyond.allSatisfy { grid.cell(containing: $0) == nil })
        }
    }
}
