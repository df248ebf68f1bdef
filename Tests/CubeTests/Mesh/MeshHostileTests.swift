import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Faults of meshes: each ends in a finding, what is sound still answers, and nothing traps or takes memory without need.
@Suite struct MeshHostileTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What is told of the mesh.
        let problems: [MeshProblem]
        /// The faces that places in the first and the third of them get; nil for no grid at all.
        let answers: [Int]?
        let change: @Sendable (inout MeshFixture) -> Void

        init(
            _ description: String,
            _ problems: [MeshProblem],
            _ answers: [Int]?,
            _ change: @escaping @Sendable (inout MeshFixture) -> Void
        ) {
            (testDescription, self.problems, self.answers, self.change) = (
                description, problems, answers, change
            )
        }
    }

    private static func flaws(
        astray: Int = 0,
        tooFew: Int = 0,
        crossing: Int = 0,
        tooMany: Int = 0,
        of all: Int = 5
    ) -> MeshProblem {
        var flaws = FaceFlaws()
        (flaws.astray, flaws.tooFew, flaws.crossing, flaws.tooMany) = (astray, tooFew, crossing, tooMany)
        return .outlines(flaws, of: all)
    }

    /// A row in the place of the first.
    private static func first(_ row: [Int]) -> @Sendable (inout MeshFixture) -> Void {
        { $0.rows[0] = row }
    }

    private static let centres = ([175.0, 175, -173, -177, -173], [-5.0, 5, -7, -3, 7])

    static let corners: [Fault] = [
        Fault("a corner beyond all nodes", [flaws(astray: 1)], [-1, 2], first([0, 1, 9, 3])),
        Fault("a corner far beyond", [flaws(astray: 1)], [-1, 2], first([0, 1, 2_000_000_000, 3])),
        Fault("corners before the first node", [flaws(tooFew: 1)], [-1, 2], first([-7, 1, -9, 3])),
        Fault("two corners", [flaws(tooFew: 1)], [-1, 2], first([0, 1])),
        Fault("no corners", [flaws(tooFew: 1)], [-1, 2], first([])),
        Fault("one node all round", [flaws(tooFew: 1)], [-1, 2], first([4, 4, 4, 4])),
        Fault("there and back", [flaws(crossing: 1)], [-1, 2], first([0, 1, 0, 3])),
        Fault("edges that cross", [flaws(crossing: 1)], [-1, 2], first([0, 4, 1, 3])),
        Fault("a corner without place", [flaws(astray: 2)], [-1, 2]) { $0.nodeLatitudes[3] = .nan },
        Fault("a corner beyond the pole", [flaws(astray: 2), .beyondPoles(1)], [-1, 2]) {
            $0.nodeLatitudes[3] = 91
        },
        Fault("a corner at netCDF's fill value", [flaws(astray: 2)], [-1, 2]) {
            $0.nodeLongitudes[3] = 9.969209968386869e36
        },
        Fault("a corner that is no whole number", [flaws(astray: 1)], [-1, 2]) { fixture in
            fixture.dataType = .float64
            fixture.change = { [$0[0] + 0.5] + $0.dropFirst() }
        },
        Fault("a corner at infinity", [flaws(astray: 1)], [-1, 2]) { fixture in
            fixture.dataType = .float64
            fixture.change = { [.infinity] + $0.dropFirst() }
        },
        Fault("all nodes in one place", [flaws(crossing: 2)], [-1, -1]) { fixture in
            fixture.nodeLongitudes = [Double](repeating: 5, count: 9)
            fixture.nodeLatitudes = [Double](repeating: 5, count: 9)
        },
        Fault("a stated start that is wrong", [flaws(astray: 2)], [-1, -1]) { fixture in
            fixture.faceAttributes = [("start_index", -3)]
            fixture.statesStart = false
        },
        Fault(
            "a start beyond all numbers",
            [flaws(tooFew: 5), .noConnectivity(.face, mesh: "mesh")],
            nil
        ) { fixture in
            fixture.faceAttributes = [("start_index", 9_000_000_000_000_000_000)]
            fixture.statesStart = false
        },
        Fault("a face without outline, whose centre is stated", [flaws(tooFew: 1)], [0, 2]) {
            first([0, 1])(&$0)
            $0.centres = centres
        },
        Fault("more corners than any face has", [flaws(tooMany: 1)], [-1, 2]) { fixture in
            fixture.rows[0] = (0..<90).map { $0 % 9 }
        },
    ]

    static let metadata: [Fault] = [
        Fault("no such mesh", [.noTopology(name: "other")], nil) { $0.variable = [("mesh", "other")] },
        Fault("a mesh that is a place", [.noTopology(name: "node_x")], nil) {
            $0.variable = [("mesh", "node_x")]
        },
        Fault("another role", [.noTopology(name: "mesh")], nil) { $0.topology = [("cf_role", "mesh")] },
        Fault("volumes", [.location("volume")], nil) { $0.location = "volume" },
        Fault("a location that is no text", [.location("")], nil) { $0.variable = [("location", 3)] },
        Fault("no location", [.location("")], nil) { $0.variable = [("location", .null)] },
        Fault("no places of nodes", [.noNodePlaces(mesh: "mesh")], nil) {
            $0.topology = [("node_coordinates", .null)]
        },
        Fault("places of nodes that are not there", [.noNodePlaces(mesh: "mesh")], nil) {
            $0.topology = [("node_coordinates", "lon lat")]
        },
        Fault("twice the same place", [.noNodePlaces(mesh: "mesh")], nil) {
            $0.topology = [("node_coordinates", "node_x node_x")]
        },
        Fault("places along different dimensions", [.noNodePlaces(mesh: "mesh")], nil) { fixture in
            fixture.others = [
                MeshFixture.places("node_y", "elsewhere", [1, 2, 3], "degrees_north")
            ]
        },
        Fault("places in metres", [.noNodePlaces(mesh: "mesh")], nil) { fixture in
            fixture.others = [MeshFixture.places("node_y", "node", MeshFixture.latitudes, "m")]
        },
        Fault("no table", [.noConnectivity(.face, mesh: "mesh")], nil) {
            $0.topology = [("face_node_connectivity", .null)]
        },
        Fault("a table of one dimension", [.noConnectivity(.face, mesh: "mesh")], nil) {
            $0.topology = [("face_node_connectivity", "node_x")]
        },
        Fault("no table, but centres", [.noConnectivity(.face, mesh: "mesh")], [0, 2]) {
            $0.topology = [("face_node_connectivity", .null)]
            $0.centres = centres
        },
        Fault("values of another length", [.noDimension(.face, mesh: "mesh")], nil) { fixture in
            fixture.others = [
                FixtureArray(
                    "v",
                    [("x", 7)],
                    .float32,
                    [Float](repeating: 0, count: 7),
                    attributes: [("mesh", "mesh"), ("location", "face")]
                )
            ]
        },
        Fault("the mesh itself as its table", [.noConnectivity(.face, mesh: "mesh")], nil) {
            $0.topology = [("face_node_connectivity", "mesh")]
        },
        Fault("the mesh itself as its places", [.noNodePlaces(mesh: "mesh")], nil) {
            $0.topology = [("node_coordinates", "mesh mesh")]
        },
    ]

    @Test(arguments: corners + metadata) func areFound(fault: Fault) throws {
        var fixture = MeshFixture()
        fault.change(&fixture)
        let (grid, findings) = try fixture.grid()
        let told = findings.compactMap { finding in
            if case .mesh(let problem) = finding.problem { problem } else { nil }
        }
        #expect(Set(told) == Set(fault.problems), "\(told)")
        for problem in told {
            #expect(
                !MetadataProblem.mesh(problem).text.isEmpty && !MetadataProblem.mesh(problem).remedy.isEmpty
            )
        }
        let places = [
            GeographicPoint(longitude: 174, latitude: -4), GeographicPoint(longitude: -174, latitude: -8),
        ]
        let answers = grid.map { grid in places.map { grid.cell(containing: $0)?.column ?? -1 } }
        #expect(answers == fault.answers)
    }

    /// Lists of cells that are none.
    @Test(arguments: [
        ([0, 0, 1] as [Int32], 1), ([-1, 5, 0], 2), ([1_000_000_000, 1, 2], 1), ([.min, .max, 3], 2),
    ])
    func listsAreChecked(list: [Int32], lost: Int) throws {
        var fixture = MeshFixture()
        fixture.others = [
            FixtureArray(
                "list",
                [("part", 3)],
                .int32,
                list,
                attributes: [("cf_role", "location_index_set"), ("mesh", "mesh"), ("location", "face")]
            ),
            FixtureArray(
                "v",
                [("part", 3)],
                .float32,
                [0, 1, 2] as [Float],
                attributes: [("location_index_set", "list")]
            ),
        ]
        let (grid, findings) = try fixture.grid()
        #expect(findings == [Finding(subject: "list", problem: .mesh(.listed(lost, of: 3)))])
        #expect(grid?.columnCount == 3)
    }

    /// A mesh over the limit of coordinates is not read.
    @Test func limitsAreKept() throws {
        var fixture = MeshFixture()
        fixture.limits.coordinateBytes = 400
        let (grid, findings) = try fixture.grid()
        #expect(grid == nil)
        #expect(findings.contains { if case .coordinatesTooLarge = $0.problem { true } else { false } })
    }

    /// One that claims more than any memory holds takes none: two thousand million nodes, and faces of so many corners.
    @Test(arguments: [
        ("2000000000", "4", "3"), ("9", "2000000000", "3"), ("9", "4", "4000000000"),
        ("9", "4000000000", "4000000000"),
    ])
    func claimsCostNothing(nodes: String, faces: String, corners: String) throws {
        let text = { (shape: String, dimensions: [String], attributes: String) in
            ZarrText.array(
                shape,
                chunks: dimensions.map { _ in "1" }.joined(separator: ","),
                dimensions: dimensions,
                attributes: attributes
            )
        }
        let mesh = #""cf_role":"mesh_topology","node_coordinates":"x y","face_node_connectivity":"table""#
        let objects = [
            "zarr.json": ZarrText.group,
            "mesh/zarr.json": text("", [], mesh),
            "x/zarr.json": text(nodes, ["node"], #""units":"degrees_east""#),
            "y/zarr.json": text(nodes, ["node"], #""units":"degrees_north""#),
            "table/zarr.json": text("\(faces),\(corners)", ["face", "corner"], ""),
            "v/zarr.json": text(faces, ["face"], #""mesh":"mesh","location":"face""#),
        ]
        let ledger = MemoryLedger(budget: 64 << 20)
        let dataset = try Dataset.fixture(
            in: MemoryStore(objects.mapValues { Array($0.utf8) }),
            ledger: ledger
        )
        let variable = try #require(dataset.variables.first { $0.name == "v" })
        #expect(variable.grid == nil && dataset.coordinateBytes == 0)
        #expect(dataset.findings.contains { $0.subject == "mesh" || $0.subject == "v" })
    }
}
