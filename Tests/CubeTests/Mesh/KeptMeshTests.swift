import Failures
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Execution
@testable import Grids

/// Indexes of meshes and of lists of centres that are kept on disk.
struct KeptMeshTests {
    private let folder = TemporaryFolder()

    private func shelf() throws -> IndexShelf {
        try IndexShelf(folder: folder.path + "/indexes", maxBytes: 1 << 24)
    }

    private static func bytes(_ numbers: [Double]) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
    }

    private static func bytes(_ numbers: [Int32]) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    }

    /// Five nodes in a row, and five north of them.
    private static let longitudes = (0..<10).map { Double($0 % 5) * 2 + 10 }
    private static let latitudes = (0..<10).map { Double($0 / 5) * 2 + 40 }
    /// Squares and triangles, one that crosses itself and one that ends at no node: counted from 1, without saying so.
    private static let faces: [Int32] = [
        1, 2, 7, 6, 2, 3, 8, -1, 2, 8, 7, -1, 3, 4, 8, 9, 4, 5, 10, 9, 4, 9, 77, -1,
    ]

    /// A mesh with data on its faces and nodes; one-dimensional places without one.
    private func store(centres: Bool = false, points: Bool = false) -> MemoryStore {
        var nodes = [
            (
                "lon",
                ZarrText.array(
                    "10",
                    type: "float64",
                    dimensions: ["n"],
                    attributes: "\"units\":\"degrees_east\""
                )
            ),
            (
                "lat",
                ZarrText.array(
                    "10",
                    type: "float64",
                    dimensions: ["n"],
                    attributes: "\"units\":\"degrees_north\""
                )
            ),
        ]
        var objects = ["lon/c/0": Self.bytes(Self.longitudes), "lat/c/0": Self.bytes(Self.latitudes)]
        if points {
            let listed = "\"coordinates\":\"lon lat\""
            nodes.append(("v", ZarrText.array("10", dimensions: ["n"], attributes: listed)))
        } else {
            let stated = centres ? ",\"face_coordinates\":\"flon flat\"" : ""
            nodes += [
                (
                    "mesh",
                    ZarrText.array(
                        "",
                        type: "int32",
                        attributes: "\"cf_role\":\"mesh_topology\",\"topology_dimension\":2,"
                            + "\"node_coordinates\":\"lon lat\",\"face_node_connectivity\":\"fn\"\(stated)"
                    )
                ),
                (
                    "fn",
                    ZarrText.array(
                        "6,4",
                        type: "int32",
                        dimensions: ["f", "four"],
                        attributes: "\"_FillValue\":-1"
                    )
                ),
                (
                    "v",
                    ZarrText.array(
                        "6",
                        dimensions: ["f"],
                        attributes: "\"mesh\":\"mesh\",\"location\":\"face\""
                    )
                ),
                (
                    "w",
                    ZarrText.array(
                        "10",
                        dimensions: ["n"],
                        attributes: "\"mesh\":\"mesh\",\"location\":\"node\""
                    )
                ),
            ]
            objects["fn/c/0/0"] = Self.bytes(Self.faces)
        }
        if centres {
            let places = [11.0, 13, 12.5, 15, 17, 17]
            nodes += [
                (
                    "flon",
                    ZarrText.array(
                        "6",
                        type: "float64",
                        dimensions: ["f"],
                        attributes: "\"units\":\"degrees_east\""
                    )
                ),
                (
                    "flat",
                    ZarrText.array(
                        "6",
                        type: "float64",
                        dimensions: ["f"],
                        attributes: "\"units\":\"degrees_north\""
                    )
                ),
            ]
            objects["flon/c/0"] = Self.bytes(places)
            objects["flat/c/0"] = Self.bytes([41, 40.5, 41.5, 41, 41, 43])
        }
        objects["zarr.json"] = Array(ZarrText.consolidated(nodes).utf8)
        return MemoryStore(objects)
    }

    private func opened(_ store: MemoryStore, _ shelf: IndexShelf?) throws -> Dataset {
        let context = WorkContext.background(seconds: 30)
        let ledger = MemoryLedger(budget: 64 << 20)
        let group = try ZarrReader.fixture(ledger: ledger).open(
            store,
            path: "",
            term: .seconds(60),
            context: context
        )
        return try Dataset.open(
            group,
            address: DatasetAddress(id: "kept"),
            title: nil,
            summary: nil,
            version: DatasetVersion(snapshot: "1", isPinned: false, freshSeconds: 60),
            limits: Limits(),
            policy: .unrestricted,
            resources: ReadingResources(ledger: ledger, indexes: shelf),
            context: context
        )
    }

    /// The cell of each place of a lattice, −1 for none.
    private func answers(_ dataset: Dataset, _ name: String) throws -> [Int] {
        let grid = try #require(try dataset.variable(named: name).grid)
        return (0..<400).map { number in
            let place = GeographicPoint(
                longitude: 9 + Double(number % 20) * 0.53,
                latitude: 39 + Double(number / 20) * 0.27
            )
            return grid.cell(containing: place)?.column ?? -1
        }
    }

    private func expectSame(_ one: Dataset, _ other: Dataset, _ names: [String]) throws {
        for name in names {
            #expect(try answers(one, name) == answers(other, name), "\(name)")
            let (first, second) = (try one.variable(named: name).grid, try other.variable(named: name).grid)
            #expect(first?.extent == second?.extent && first?.kind == second?.kind)
            let cells = (0..<10).map { GridCell(column: $0, row: 0) }
            #expect(cells.map { first?.centre(of: $0) } == cells.map { second?.centre(of: $0) })
        }
        #expect(one.findings.map(\.text).sorted() == other.findings.map(\.text).sorted())
    }

    @Test(arguments: [false, true])
    func anotherWorkerReadsNoMesh(hasCentres: Bool) throws {
        let (store, shelf) = (store(centres: hasCentres), try shelf())
        let alone = try opened(store, nil)
        let (faces, nodes) = (Set(try answers(alone, "v")), Set(try answers(alone, "w")))
        #expect(faces.count > 3 && nodes.count > 5)
        #expect(
            alone.findings.contains { if case .mesh(.countsFromOne) = $0.problem { true } else { false } }
        )
        let built = try opened(store, shelf)
        try expectSame(alone, built, ["v", "w"])
        // A mesh, and a grid of each kind of its parts.
        #expect(shelf[.builds] == 3)
        _ = (store.takeAskedKeys(), store.takeSentBytes())
        let mapped = try opened(store, try self.shelf())
        // All three are named after one look at each chunk.
        let chunks = store.takeAskedKeys().filter { $0.contains("/c/") }
        #expect(Set(chunks).count == (hasCentres ? 5 : 3) && Set(chunks).count == chunks.count)
        try expectSame(alone, mapped, ["v", "w"])
        #expect(shelf[.builds] == 3 && shelf[.hits] == 3 && shelf[.damaged] == 0)
        let document = try #require(store["zarr.json"]).count
        #expect(store.takeSentBytes() < 3 * document + 30)
        for name in ["v", "w"] {
            let origin = (try mapped.variable(named: name).grid as? any IndexedGrid)?.index
            #expect(origin?.file?.hasPrefix(folder.path) == true)
        }
    }

    @Test func anotherTableIsAnotherMesh() throws {
        let (store, shelf) = (store(), try shelf())
        let first = try opened(store, shelf)
        var faces = Self.faces
        faces[3] = -1
        store["fn/c/0/0"] = Self.bytes(faces)
        let second = try opened(store, shelf)
        #expect(shelf[.builds] == 6)
        #expect(try answers(first, "v") != answers(second, "v"))
        try expectSame(second, try opened(store, nil), ["v", "w"])
    }

    @Test func centresAloneAreKeptToo() throws {
        let (store, shelf) = (store(points: true), try shelf())
        let alone = try opened(store, nil)
        #expect(try alone.variable(named: "v").grid?.kind == "points")
        _ = try opened(store, shelf)
        try expectSame(alone, try opened(store, try self.shelf()), ["v"])
        #expect(shelf[.builds] == 1 && shelf[.hits] == 1)
    }

    // Files of the right sum with other numbers.

    private static let nodes = FixedVectors(longitudes: longitudes, latitudes: latitudes)

    private func faceTable() throws -> FaceTable {
        let form = Connectivity.Form(rows: 6, width: 4, startIndex: 1)
        let table = try #require(Connectivity(Self.faces.map { Double($0) }, form, nodeCount: 10))
        return FaceTable(table, nodes: Self.nodes)
    }

    /// Whether a file of a table is taken that nobody has looked at.
    private func isTaken(_ add: (inout SectionDraft) -> Void, nodes: Int = 10) throws -> Bool {
        let (shelf, key) = (try shelf(), [UInt8](repeating: 3, count: 32))
        _ = Command.run(["sh", "-c", "rm -f '\(folder.path)'/indexes/*.index*"])
        _ = try shelf.value(of: key, context: .background(seconds: 30)) { _ -> Bool? in
            true
        } build: {
            true
        } draft: { _ in
            var draft = SectionDraft()
            add(&draft)
            return draft
        }
        _ = Command.run(["rm", IndexShelf.proof(of: shelf.path(of: key))])
        var table: FaceTable?
        _ = try shelf.value(of: key, context: .background(seconds: 30)) { file -> Bool? in
            table = FaceTable(file, from: 1, nodes: nodes)
            return true
        } build: {
            true
        } draft: { _ in
            nil
        }
        return table != nil
    }

    @Test func tablesThatMakeNoSenseAreFoundOut() throws {
        let right = try faceTable()
        #expect(right.uniform == 0 && right.flaws.count == 2)
        let offsets = Array(right.offsets)
        let add = { (counts: [Int64], offsets: [Int32], corners: [Int32]) in
            { (draft: inout SectionDraft) in
                draft.add(FlatArray(counts), as: 1)
                draft.add(FlatArray(offsets), as: 2)
                draft.add(FlatArray(corners), as: 3)
            }
        }
        let (counts, corners) = ([Int64(6), 0, 1, 0, 1, 0, 0], Array(right.corners))
        #expect(try isTaken { right.add(to: &$0, as: 1) })
        #expect(try isTaken(add(counts, offsets, corners)))
        #expect(try !isTaken(add(counts, offsets, corners), nodes: 9))
        #expect(try !isTaken(add(counts, offsets, corners.dropLast())))
        #expect(try !isTaken(add(counts, offsets, corners.map { $0 == 3 ? -1 : $0 })))
        #expect(try !isTaken(add(counts, offsets, corners.map { $0 == 3 ? .max : $0 })))
        #expect(try !isTaken(add(counts, [0] + offsets.dropFirst().reversed(), corners)))
        #expect(try !isTaken(add(counts, [0, 99, -7] + offsets.dropFirst(3), corners)))
        #expect(try !isTaken(add(counts, Array(offsets.dropLast()), corners)))
        #expect(try !isTaken(add([7, 0, 0, 0, 0, 0, 0], offsets, corners)))
        #expect(try !isTaken(add([6, 4, 0, 0, 0, 0, 0], [], corners)))
        #expect(try !isTaken(add([6, 3, 0, 0, 0, 0, 0], offsets, corners)))
        #expect(try !isTaken(add([6, -1, 0, 0, 0, 0, 0], offsets, corners)))
        #expect(try !isTaken(add([.max, 0, 0, 0, 0, 0, 0], offsets, corners)))
        #expect(try !isTaken(add([6, 0], offsets, corners)))
    }
}
