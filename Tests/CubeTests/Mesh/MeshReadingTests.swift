import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// One mesh in the ways in which UGRID lets people write it, and in which they write it all the same.
@Suite struct MeshReadingTests {
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let problems: [MeshProblem]
        let change: @Sendable (inout MeshFixture) -> Void

        init(
            _ description: String,
            _ problems: [MeshProblem] = [],
            _ change: @escaping @Sendable (inout MeshFixture) -> Void
        ) {
            (testDescription, self.problems, self.change) = (description, problems, change)
        }
    }

    static let ways: [Way] = [
        Way("as it should be") { _ in },
        Way("from 1") { $0.start = 1 },
        Way("from 1, which nothing says", [.countsFromOne]) { ($0.start, $0.statesStart) = (1, false) },
        Way("from 0, which nothing says") { $0.statesStart = false },
        Way("from 7") { $0.start = 7 },
        Way("start_index as text") {
            ($0.start, $0.statesStart, $0.faceAttributes) = (1, false, [("start_index", "1")])
        },
        Way("columns for rows") { $0.isTransposed = true },
        Way("columns for rows, told by the data alone") {
            ($0.isTransposed, $0.topology) = (true, [("face_dimension", .null)])
        },
        Way("columns for rows, told by the places of faces") {
            $0.isTransposed = true
            $0.topology = [("face_dimension", .null)]
            $0.centres = ([175, 175, -173, -177, -173], [-5, 5, -7, -3, 7])
            $0.location = "node"
        },
        Way("latitudes first") { $0.topology = [("node_coordinates", "node_y node_x")] },
        Way("a comma between") { $0.topology = [("node_coordinates", "node_x, node_y")] },
        Way("cf_role in capitals") { $0.topology = [("cf_role", "MESH_TOPOLOGY")] },
        Way("location in capitals") { $0.location = "FACE" },
        Way("a fill value that nothing says") { $0.statesFill = false },
        Way("fill −999") { ($0.fill, $0.statesFill) = (-999, false) },
        Way("fill 999999") { ($0.fill, $0.statesFill) = (999_999, false) },
        Way("fill 0 where nodes count from 1") { ($0.fill, $0.start, $0.statesFill) = (0, 1, false) },
        Way("fill 2147483647") { ($0.fill, $0.statesFill) = (2_147_483_647, false) },
        Way("netCDF's default fill") { ($0.fill, $0.statesFill) = (-2_147_483_647, false) },
        Way("bytes, fill 255") { ($0.dataType, $0.fill, $0.statesFill) = (.uint8, 255, false) },
        Way("unsigned, fill 4294967295") { ($0.dataType, $0.fill) = (.uint32, 4_294_967_295) },
        Way("unsigned of 64 bits, fill as large") {
            ($0.dataType, $0.fill, $0.statesFill) = (.uint64, 0x1p64, false)
        },
        Way("64 bits") { $0.dataType = .int64 },
        Way("single precision, NaN") { ($0.dataType, $0.fill) = (.float32, .nan) },
        Way("double precision, NaN") { ($0.dataType, $0.fill) = (.float64, .nan) },
        Way("the last corner repeated") { fixture in
            fixture.rows = MeshFixture.faces.map { $0.count == 3 ? $0 + [$0[2]] : $0 }
        },
        Way("the first corner repeated") { fixture in
            fixture.rows = MeshFixture.faces.map { $0.count == 3 ? $0 + [$0[0]] : $0 }
        },
        Way("longitudes of 0 to 360") { fixture in
            fixture.nodeLongitudes = MeshFixture.longitudes.map { $0 < 0 ? $0 + 360 : $0 }
        },
        Way("a dimension of the table that the mesh does not name") {
            $0.topology = [("face_dimension", "elsewhere")]
        },
        Way("no table of edges") { $0.topology = [("edge_node_connectivity", .null)] },
        Way("a mesh of three dimensions, whose volumes are not asked for") {
            $0.topology = [("topology_dimension", 3), ("volume_node_connectivity", "none")]
        },
    ]

    @Test(arguments: ways) func isTheSame(way: Way) throws {
        var fixture = MeshFixture()
        way.change(&fixture)
        let (grid, findings) = try fixture.grid()
        let told = findings.compactMap { finding in
            if case .mesh(let problem) = finding.problem { problem } else { nil }
        }
        #expect(told == way.problems)
        let found = try #require(grid)
        #expect(found.kind == "ugrid" && found.flaws.count == 0)
        #expect(found.columnCount == (fixture.location == "node" ? 9 : 5))
        if fixture.location != "node" { try expectFaces(found) }
    }

    private func expectFaces(_ grid: MeshGrid) throws {
        for (longitude, latitude, face) in [
            (171.0, -9.0, 0), (179, 9, 1), (-179, -9, 3), (-171, -2, 2), (188, -8, 2), (-171, 8, 4),
            (-178, 3, -1), (0, 0, -1),
        ] {
            let cell = grid.cell(containing: GeographicPoint(longitude: longitude, latitude: latitude))
            #expect((cell?.column ?? -1) == face, "\(longitude) \(latitude)")
        }
        let outline = try #require(grid.outline(of: GridCell(column: 0, row: 0)))
        #expect(outline.count == 4)
        // Edges along a parallel bulge to its pole: tan φ = tan 10° / cos 5°.
        #expect(abs(grid.extent.west - 170) < 1e-7 && abs(grid.extent.east - 190) < 1e-7)
        #expect(abs(grid.extent.south + 10.0374) < 1e-4 && abs(grid.extent.north - 10.0374) < 1e-4)
    }

    @Test func nodesAndEdges() throws {
        var fixture = MeshFixture()
        fixture.location = "node"
        let nodes = try #require(try fixture.grid().grid)
        #expect(nodes.columnCount == 9 && nodes.location == .node)
        #expect(
            nodes.centre(of: GridCell(column: 5, row: 0)) == GeographicPoint(longitude: -170, latitude: 0)
        )
        #expect(nodes.centre(of: GridCell(column: 5, row: 1)) == nil)
        #expect(
            nodes.cell(containing: GeographicPoint(longitude: -171, latitude: 1))
                == GridCell(column: 5, row: 0)
        )
        fixture.location = "edge"
        let edges = try #require(try fixture.grid().grid)
        #expect(edges.columnCount == 5 && edges.location == .edge)
        let middle = try #require(edges.centre(of: GridCell(column: 2, row: 0)))
        #expect(abs(middle.longitude - 175) < 1e-7 && abs(middle.latitude) < 1e-7)
        #expect(
            edges.cell(containing: GeographicPoint(longitude: 176, latitude: 1))
                == GridCell(column: 2, row: 0)
        )
    }

    /// A stated centre is where it is, even in another face; the outline answers all the same.
    @Test func centresAreStated() throws {
        var fixture = MeshFixture()
        fixture.centres = ([175, 175, -179, -171, -172], [-5, 5, -9, -1, 8])
        let grid = try #require(try fixture.grid().grid)
        #expect(
            grid.centre(of: GridCell(column: 2, row: 0)) == GeographicPoint(longitude: -179, latitude: -9)
        )
        #expect(
            grid.cell(containing: GeographicPoint(longitude: -179, latitude: -9))
                == GridCell(column: 3, row: 0)
        )
    }

    /// Some of the faces, in an order of their own (CF 1.11, `location_index_set`).
    @Test(arguments: ["face", "node", "edge"]) func listedCells(location: String) throws {
        var fixture = MeshFixture()
        fixture.location = location
        let list = FixtureArray(
            "list",
            [("part", 3)],
            .int32,
            [4, 1, 3] as [Int32],
            attributes: [
                ("cf_role", "location_index_set"), ("mesh", "mesh"), ("location", .string(location)),
                ("start_index", 1),
            ]
        )
        fixture.others = [
            list,
            FixtureArray(
                "v",
                [("part", 3)],
                .float32,
                [0, 1, 2] as [Float],
                attributes: [("location_index_set", "list")]
            ),
        ]
        let (grid, findings) = try fixture.grid()
        let part = try #require(grid)
        #expect(findings.isEmpty && part.columnCount == 3)
        var whole = MeshFixture()
        whole.location = location
        let all = try #require(try whole.grid().grid)
        for (position, cell) in [3, 0, 2].enumerated() {
            let centre = try #require(all.centre(of: GridCell(column: cell, row: 0)))
            let own = try #require(part.centre(of: GridCell(column: position, row: 0)))
            #expect(
                abs(own.longitude - centre.longitude) < 1e-7 && abs(own.latitude - centre.latitude) < 1e-7
            )
            if location != "face" {
                #expect(part.cell(containing: centre) == GridCell(column: position, row: 0))
            }
        }
        if location == "face" {
            #expect(
                part.cell(containing: GeographicPoint(longitude: -179, latitude: -9))
                    == GridCell(column: 0, row: 0)
            )
            #expect(part.cell(containing: GeographicPoint(longitude: 179, latitude: 9)) == nil)
        }
    }
}
