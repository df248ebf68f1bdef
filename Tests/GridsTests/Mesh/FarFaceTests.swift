import Testing

@testable import Grids

/// Faces with an edge that leads far beyond others have no outline, and all others theirs.
@Suite struct FarFaceTests {
    /// Nodes a side of the mesh, in degrees.
    private static let side = 6

    private static func places(moving node: Int?, to longitude: Double) -> FixedVectors {
        let numbers = 0..<side * side
        return FixedVectors(
            longitudes: numbers.map { $0 == node ? longitude : Double($0 % side) },
            latitudes: numbers.map { Double($0 / side) }
        )
    }

    /// Squares, or two triangles of each.
    private static func table(_ nodes: FixedVectors, areTriangles: Bool) throws -> FaceTable {
        var rows: [[Int]] = []
        for row in 0..<side - 1 {
            for column in 0..<side - 1 {
                let first = row * side + column
                let corners = [first, first + 1, first + 1 + side, first + side]
                let halves = [Array(corners[0...2]), [corners[0], corners[2], corners[3]]]
                rows += areTriangles ? halves : [corners]
            }
        }
        let form = Connectivity.Form(rows: rows.count, width: rows[0].count, startIndex: 0)
        let numbers = rows.joined().map { Double($0) }
        return FaceTable(
            try #require(Connectivity(numbers, form, nodeCount: nodes.count)),
            nodes: nodes
        )
    }

    @Test(arguments: [true, false])
    func facesThatReachFarHaveNoOutline(areTriangles: Bool) throws {
        let node = 2 * Self.side + 3
        let nodes = Self.places(moving: node, to: 60)
        let table = try Self.table(nodes, areTriangles: areTriangles)
        let left = table.withoutFar(over: nodes)
        var far = 0
        for face in 0..<table.count {
            let corners = Array(table.corners(of: face))
            guard corners.contains(Int32(node)) else {
                #expect(Array(left.corners(of: face)) == corners)
                continue
            }
            far += 1
            #expect(left.corners(of: face).isEmpty)
        }
        #expect(left.count == table.count && left.flaws.far == far)
        // Of squares four meet in a node, of such triangles six; those that cross themselves had no outline before.
        #expect(far > 0 && far + table.flaws.crossing == (areTriangles ? 6 : 4))
        let bare = (0..<table.count).count { table.corners(of: $0).isEmpty }
        #expect(bare == table.flaws.crossing)
    }

    /// A mesh of many scales: what is large beside large ones stays.
    @Test func largeFacesAreNoFault() throws {
        let nodes = FixedVectors(
            longitudes: (0..<Self.side * Self.side).map { Self.degrees($0 % Self.side) },
            latitudes: (0..<Self.side * Self.side).map { Self.degrees($0 / Self.side) }
        )
        let table = try Self.table(nodes, areTriangles: false)
        #expect(table.flaws == FaceFlaws() && table.withoutFar(over: nodes).flaws.far == 0)
    }

    /// Three times as many from one to the next: from a tenth to 24.
    private static func degrees(_ step: Int) -> Double {
        (0..<step).reduce(0.1) { degrees, _ in degrees * 3 }
    }
}
