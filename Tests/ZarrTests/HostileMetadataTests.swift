import Execution
import TestSupport
import Testing
import Zarr

/// Documents that ask for too much, contradict themselves, or lead elsewhere.
struct HostileMetadataTests {
    private static func document(_ changes: [String: String]) -> [UInt8] {
        var fields = [
            "zarr_format": "3", "node_type": "\"array\"", "shape": "[4]", "data_type": "\"int32\"",
            "fill_value": "0",
            "chunk_grid": #"{"name":"regular","configuration":{"chunk_shape":[2]}}"#,
            "chunk_key_encoding": #"{"name":"default"}"#,
            "codecs": #"[{"name":"bytes","configuration":{"endian":"little"}}]"#,
        ]
        for (key, value) in changes { fields[key] = value.isEmpty ? nil : value }
        return Array("{\(fields.map { "\"\($0)\":\($1)" }.joined(separator: ","))}".utf8)
    }

    private static func rectilinear(_ shapes: String, kind: String = "inline") -> String {
        #"{"name":"rectilinear","configuration":{"kind":"\#(kind)","chunk_shapes":\#(shapes)}}"#
    }

    private static let sharded =
        #"[{"name":"sharding_indexed","configuration":{"chunk_shape":[2],"codecs":["bytes"],"index_codecs":["bytes"]}}]"#

    @Test(arguments: [
        ["shape": "[-1]"], ["shape": "[9223372036854775807]", "data_type": "\"int64\""], ["shape": "[1e99]"],
        ["shape": "[18446744073709551615]"], ["shape": "4"], ["shape": "[4,4]"], ["shape": ""],
        ["shape": "[\(String(repeating: "1,", count: 70))1]"],
        ["chunk_grid": #"{"name":"regular","configuration":{"chunk_shape":[0]}}"#],
        ["chunk_grid": #"{"name":"regular","configuration":{"chunk_shape":[9223372036854775807]}}"#],
        ["chunk_grid": #"{"name":"regular"}"#], ["chunk_grid": "7"],
        ["chunk_grid": rectilinear("[[1,2]]")], ["chunk_grid": rectilinear("[[[1,3]]]")],
        ["chunk_grid": rectilinear("[[0,4]]")], ["chunk_grid": rectilinear("[[[4,0]]]")],
        ["chunk_grid": rectilinear("[[[2,1,1],2]]")], ["chunk_grid": rectilinear("[[[[2]],2]]")],
        ["chunk_grid": rectilinear("[[]]")], ["chunk_grid": rectilinear("[4,4]")],
        ["chunk_grid": rectilinear("4")],
        ["chunk_grid": rectilinear("[0]")], ["chunk_grid": rectilinear("[[2.5,2]]")],
        ["chunk_grid": rectilinear("[[9223372036854775807,1]]")],
        ["chunk_grid": rectilinear("[[18446744073709551615]]")],
        ["chunk_grid": rectilinear("[[2,2]]", kind: "listed")],
        ["chunk_grid": #"{"name":"rectilinear","configuration":{"chunk_shapes":[[2,2]]}}"#],
        ["chunk_grid": rectilinear("[[2,3]]"), "codecs": sharded],
        [
            "chunk_grid": rectilinear("[[2,3]]"),
            "codecs": sharded.replacing(
                "[{",
                with: #"[{"name":"transpose","configuration":{"order":[0]}},{"#,
                maxReplacements: 1
            ),
        ],
        ["data_type": "\"int31\""], ["data_type": "null"],
        ["data_type": #"{"name":"raw_bytes","configuration":{"length_bytes":99999999999}}"#],
        ["fill_value": "2147483648"], ["fill_value": "1.5"], ["fill_value": "null"], ["fill_value": ""],
        ["codecs": "[]"], ["codecs": "{}"], ["codecs": "[7]"], ["codecs": #"["bytes"]"#],
        ["codecs": #"["bytes","bytes"]"#],
        ["codecs": #"["gzip",{"name":"bytes","configuration":{"endian":"little"}}]"#],
        ["codecs": "[\(String(repeating: "\"crc32c\",", count: 200))\"crc32c\"]"],
        [
            "codecs":
                #"[{"name":"transpose","configuration":{"order":[1]}},{"name":"bytes","configuration":{"endian":"little"}}]"#
        ],
        ["codecs": #"[{"name":"bytes","configuration":{"endian":"middle"}}]"#],
        [
            "codecs":
                #"[{"name":"sharding_indexed","configuration":{"chunk_shape":[3],"codecs":["bytes"],"index_codecs":["bytes"]}}]"#
        ],
        ["codecs": #"[{"name":"sharding_indexed","configuration":{"chunk_shape":[1],"codecs":["bytes"]}}]"#],
        ["dimension_names": "[1]"], ["dimension_names": #"["a","b"]"#], ["extra": "1"],
        ["extra": #"{"must_understand":true}"#],
        ["chunk_key_encoding": #"{"name":"other"}"#],
        ["chunk_key_encoding": #"{"name":"default","configuration":{"separator":"-"}}"#],
        ["zarr_format": "2"], ["storage_transformers": #"[{"name":"x"}]"#], ["attributes": "[]"],
    ])
    func isRefused(_ changes: [String: String]) {
        let store = MemoryStore(["zarr.json": Self.document(changes)])
        #expect(throws: ZarrError.self) {
            try Fixture.reader().openArray(store, path: "", context: .background(seconds: 30))
        }
    }

    @Test func whatIsNotRefusedIsRead() throws {
        let store = MemoryStore(["zarr.json": Self.document([:])])
        let context = WorkContext.background(seconds: 30)
        let array = try Fixture.reader().openArray(store, path: "", context: context)
        #expect(try WholeArray.bytes(of: array, context: context) == [UInt8](repeating: 0, count: 16))
    }

    @Test func oneBadArraySpoilsNothingElse() throws {
        let group = Array(#"{"zarr_format":3,"node_type":"group"}"#.utf8)
        let store = MemoryStore([
            "zarr.json": group, "good/zarr.json": Self.document([:]),
            "bad/zarr.json": Self.document(["data_type": "\"float8_e4m3\""]),
            "worse/zarr.json": Array("{".utf8), "odd/zarr.json": Array("[]".utf8),
        ])
        let root = try Fixture.reader().open(store, path: "", context: .background(seconds: 30))
        #expect(root.arrays.map(\.metadata.name) == ["good"])
        #expect(root.unusable.map(\.name).sorted() == ["bad", "odd", "worse"])
    }

    @Test func pathsInConsolidatedMetadataLeadNowhereElse() throws {
        let names = ["../secret", "/etc", "a//b", "./a", "a/..", String(repeating: "x/", count: 2000) + "y"]
        let nodes = names.map { "\"\($0)\":{\"zarr_format\":3,\"node_type\":\"group\"}" }.joined(
            separator: ","
        )
        let document = """
            {"zarr_format":3,"node_type":"group","consolidated_metadata":{"kind":"inline","metadata":{\(nodes)}}}
            """
        let store = MemoryStore(["zarr.json": Array(document.utf8)])
        let root = try Fixture.reader().open(store, path: "", context: .background(seconds: 30))
        #expect(root.groups.isEmpty)
        #expect(!root.unusable.isEmpty)
        #expect(store.takeAskedKeys().count == 5)
    }

    @Test func aMillionChunksCostNothingToOpen() throws {
        let store = MemoryStore([
            "zarr.json": Self.document([
                "shape": "[1000000000000]",
                "chunk_grid": #"{"name":"regular","configuration":{"chunk_shape":[10]}}"#,
            ])
        ])
        let context = WorkContext.background(seconds: 30)
        let array = try Fixture.reader().openArray(store, path: "", context: context)
        #expect(array.metadata.gridShape == [100_000_000_000])
        try array.readChunks(
            [ChunkCoordinates([99_999_999_999])],
            window: 1,
            fillsCache: true,
            context: context
        ) { _, chunk in
            #expect(chunk.isFill)
        }
    }

    @Test func withoutListingAndConsolidationTheErrorSaysWhatToDo() {
        let store = UnlistedStore(
            MemoryStore(["zarr.json": Array(#"{"zarr_format":3,"node_type":"group"}"#.utf8)])
        )
        let error = #expect(throws: ZarrError.self) {
            try Fixture.reader().open(store, path: "", context: .background(seconds: 30))
        }
        #expect(error?.description.contains("consolidate_metadata") == true)
    }
}
