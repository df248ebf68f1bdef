import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Meshes of every convention with something wrong, beside those of `MeshHostileTests`.
@Suite struct MeshFaultTests {
    private typealias Change = (inout OddStore) -> Void

    private static func row(
        _ base: OddStore,
        _ description: String,
        _ kind: String?,
        _ problems: [MeshProblem] = [],
        _ change: Change
    ) -> StoreFault { StoreFault(description, base, kind, problems.map { .mesh($0) }, change) }

    private static func flaws(
        astray: Int = 0,
        tooFew: Int = 0,
        crossing: Int = 0,
        far: Int = 0,
        of all: Int
    ) -> MeshProblem {
        var flaws = FaceFlaws()
        (flaws.astray, flaws.tooFew, flaws.crossing, flaws.far) = (astray, tooFew, crossing, far)
        return .outlines(flaws, of: all)
    }

    static let rows = [
        row(.mesh(), "as it should be", "ugrid") { _ in },
        row(.mesh("node"), "as it should be, on nodes", "ugrid") { _ in },
        row(.mesh("edge", start: 1), "as it should be, on edges", "ugrid") { _ in },
        row(.mesh(start: 1), "a start in words", "ugrid", [.countsFromOne]) {
            $0.set("face_nodes", "start_index", "one")
        },
        row(.mesh(start: 1), "a start as text", "ugrid") { $0.set("face_nodes", "start_index", "1") },
        row(.mesh(start: 1), "a broken start", "ugrid", [.countsFromOne]) {
            $0.set("face_nodes", "start_index", 1.5)
        },
        row(
            .mesh(),
            "a start beyond all nodes",
            nil,
            [flaws(tooFew: 16, of: 16), .noConnectivity(.face, mesh: "mesh")]
        ) {
            $0.set("face_nodes", "start_index", 1_000_000_000)
        },
        row(
            .mesh(),
            "the least start",
            nil,
            [flaws(astray: 16, of: 16), .noConnectivity(.face, mesh: "mesh")]
        ) { $0.set("face_nodes", "start_index", .integer(.min)) },
        row(
            .mesh("node"),
            "nodes that are nowhere",
            nil,
            [flaws(astray: 16, of: 16), .noNodePlaces(mesh: "mesh")]
        ) {
            $0.fill("node_x", .nan)
        },
        row(
            .mesh("edge"),
            "edges that are nowhere",
            nil,
            [.edges(16, of: 16), .noConnectivity(.edge, mesh: "mesh")]
        ) { $0.fill("edge_nodes", 99) },
        row(.mesh(), "the mesh as its own nodes", nil, [.noNodePlaces(mesh: "mesh")]) {
            $0.set("mesh", "node_coordinates", "mesh mesh")
        },
        row(.mesh(), "the mesh as its own faces", nil, [.noConnectivity(.face, mesh: "mesh")]) {
            $0.set("mesh", "face_node_connectivity", "mesh")
        },
        row(.mesh(), "the nodes as faces", nil, [.noConnectivity(.face, mesh: "mesh")]) {
            $0.set("mesh", "face_node_connectivity", "node_x")
        },
        row(.mesh(), "the data as their mesh", nil, [.noTopology(name: "v")]) { $0.set("v", "mesh", "v") },
        row(.mesh(hasCentres: true), "centres beyond the pole", "ugrid", [.beyondPoles(2)]) {
            $0.put("face_y", [3: 91, 4: -135])
        },
        row(.mesh("node"), "a node beyond the pole", "ugrid", [.beyondPoles(1), flaws(astray: 2, of: 16)]) {
            $0.put("node_y", [0: 91])
        },
        row(.mesh(hasCentres: true), "centres at −999", "ugrid", [.outOfRange(2)]) {
            $0.put("face_x", [3: -999, 4: -999])
            $0.put("face_y", [3: -999, 4: -999])
        },
        row(.mesh("node"), "a node at 1e20", "ugrid", [.outOfRange(1), flaws(astray: 2, of: 16)]) {
            $0.put("node_x", [0: 1e20])
        },
        row(.mesh(), "nodes in metres without a projection", nil, [.unprojected(mesh: "mesh")]) {
            $0.set("node_x", "units", "m")
            $0.set("node_y", "units", "m")
        },
        row(.mesh("node"), "nodes that were not written", "ugrid", [.unwritten(2), flaws(astray: 3, of: 16)])
        {
            $0.makeV2("node_x", "node_y")
            $0.put("node_x", [0: 0, 1: 0])
            $0.put("node_y", [0: 0, 1: 0])
        },
        row(.mesh("node"), "three nodes at −1/−1", "ugrid", [.unwritten(3), flaws(astray: 4, of: 16)]) {
            $0.put("node_x", [0: -1, 1: -1, 2: -1])
            $0.put("node_y", [0: -1, 1: -1, 2: -1])
        },
        row(
            .mesh("node"),
            "all nodes at 0/0",
            nil,
            [.unwritten(20), flaws(astray: 16, of: 16), .noNodePlaces(mesh: "mesh")]
        ) {
            $0.fill("node_x", 0)
            $0.fill("node_y", 0)
        },
        row(.mesh(), "20 behind the last of 20 nodes, with which Zarr v2 fills", "ugrid") {
            $0.replace("face_nodes", -1, by: 20)
            $0.set("face_nodes", "_FillValue", .null)
            $0.makeV2("face_nodes", fill: 20)
        },
        row(.mesh(), "19 fills, and is the last node", "ugrid") {
            $0.set("face_nodes", "_FillValue", .null)
            $0.makeV2("face_nodes", fill: 19)
        },
        row(
            .mesh(),
            "20 behind the last of 20 nodes, which nothing says",
            "ugrid",
            [flaws(astray: 8, of: 16)]
        ) {
            $0.replace("face_nodes", -1, by: 20)
            $0.set("face_nodes", "_FillValue", .null)
        },
        row(.mesh(), "65535 behind the last, which nothing says", "ugrid", [.fillIsAssumed(65535)]) {
            $0.replace("face_nodes", -1, by: 65535)
            $0.set("face_nodes", "_FillValue", .null)
        },
        row(
            .mesh(),
            "two numbers behind the last",
            "ugrid",
            [flaws(astray: 8, of: 16)]
        ) {
            $0.replace("face_nodes", -1, by: 65535)
            $0.put("face_nodes", [3: 65534])
            $0.set("face_nodes", "_FillValue", .null)
        },
        row(.mesh(), "65535 amid nodes", "ugrid", [flaws(astray: 9, of: 16)]) {
            $0.replace("face_nodes", -1, by: 65535)
            $0.put("face_nodes", [9: 65535])
            $0.set("face_nodes", "_FillValue", .null)
        },
        row(.mesh(), "one number of no node, once", "ugrid", [flaws(astray: 1, of: 16)]) {
            $0.put("face_nodes", [3: 65535])
        },
        row(.mesh("node"), "one node at 0/0", "ugrid", [flaws(crossing: 2, of: 16)]) {
            $0.makeV2("node_x", "node_y")
            $0.put("node_x", [0: 0])
            $0.put("node_y", [0: 0])
        },
        row(.mesh(), "a corner far away", "ugrid", [flaws(far: 2, of: 16)]) { $0.put("node_x", [0: 120]) },
        row(.mesh("edge"), "edges of one end", "ugrid", [.edges(5, of: 16)]) { store in
            for item in 0..<5 { store.put("edge_nodes", [2 * item: -1]) }
        },
        row(.mesh("edge"), "edges of three ends", nil, [.noConnectivity(.edge, mesh: "mesh")]) {
            $0.shape("edge_nodes", [("edge", 16), ("two", 3)])
        },
        row(.mesh(hasCentres: true), "centres of another length", "ugrid") {
            $0.shape("face_x", [("other", 9)])
            $0.shape("face_y", [("other", 9)])
        },
        row(.mesh(hasCentres: true), "centres that are none", "ugrid") { $0.fill("face_x", .nan) },
        row(.mesh(hasCentres: true), "centres elsewhere", "ugrid") { $0.fill("face_y", 80) },
        row(.outlined(), "as it should be, by corners", "points") { _ in },
        row(
            .outlined(),
            "corners that are none",
            "points",
            [
                flaws(tooFew: 8, of: 8), .noConnectivity(.face, mesh: "clon_vertices"),
            ]
        ) { $0.fill("clon_vertices", .nan) },
        row(
            .outlined(),
            "corners in one place",
            "points",
            [
                flaws(tooFew: 8, of: 8), .noConnectivity(.face, mesh: "clon_vertices"),
            ]
        ) {
            $0.fill("clon_vertices", 178)
            $0.fill("clat_vertices", 0)
        },
        row(.outlined(), "two corners", "points") { store in
            for name in ["clon_vertices", "clat_vertices"] {
                store.shape(name, [("ncells", 8), ("vertices", 2)])
            }
        },
        row(.fvcom(), "as it should be, by names", "points", [.byNames(.fvcom)]) { _ in },
        row(.fvcom(), "triangles of nodes that are none", nil, [flaws(tooFew: 8, of: 8)]) {
            $0.fill("nv", 0)
        },
        row(.fvcom(), "triangles of four corners", nil) { $0.shape("nv", [("four", 4), ("nele", 8)]) },
    ]

    @Test(arguments: rows) func areFound(_ fault: StoreFault) throws { try fault.check() }
}
