import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Stores that tell only what is asked for by name.
struct UnlistableStoreTests {
    private static let array = ZarrText.array("2", type: "uint8", fill: "7")

    private static func group(_ attributes: String = "{}") -> String {
        #"{"zarr_format":3,"node_type":"group","attributes":\#(attributes)}"#
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Attributes of groups by their paths; what is not there has no document.
        let groups: [String: String]
        let arrays: [String]
        var named: [String] = []
        /// Paths that are found, without the root.
        let found: [String]
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "a named array", groups: ["": "{}"], arrays: ["a", "b"], named: ["a"], found: ["a"]),
        Case(
            name: "a named array in groups",
            groups: ["": "{}", "g": "{}", "g/h": "{}"],
            arrays: ["g/h/a"],
            named: ["g/h/a"],
            found: ["g", "g/h", "g/h/a"]
        ),
        Case(name: "without a root", groups: [:], arrays: ["g/a"], named: ["g/a"], found: ["g", "g/a"]),
        Case(
            name: "a named group that lists its own",
            groups: ["": "{}", "g": #"{"_nczarr_group":{"arrays":["a"]}}"#],
            arrays: ["g/a"],
            named: ["g"],
            found: ["g", "g/a"]
        ),
        Case(
            name: "levels of the convention",
            groups: [
                "":
                    #"{"multiscales":{"layout":[{"asset":"0"},{"asset":"l/1"},{"asset":"../x"},{"asset":"/y"}]}}"#
            ],
            arrays: ["0", "l/1"],
            found: ["0", "l", "l/1"]
        ),
        Case(
            name: "levels of OME-NGFF",
            groups: ["": #"{"ome":{"multiscales":[{"datasets":[{"path":"0"},{"path":"1"}]}]}}"#],
            arrays: ["0", "1"],
            found: ["0", "1"]
        ),
        Case(
            name: "levels of ndpyramid, arrays named in one",
            groups: ["": #"{"multiscales":[{"datasets":[{"path":"0","pixels_per_tile":128}]}]}"#, "0": "{}"],
            arrays: ["0/t"],
            named: ["0/t"],
            found: ["0", "0/t"]
        ),
        Case(
            name: "levels of GeoZarr 0.4",
            groups: [
                "":
                    #"{"multiscales":{"tile_matrix_limits":{"0":{}},"tile_matrix_set":{"tileMatrices":[{"id":"1"}]}}}"#
            ],
            arrays: ["0", "1"],
            found: ["0", "1"]
        ),
    ]

    private func store(_ test: Case) -> MemoryStore {
        let store = MemoryStore()
        for (path, attributes) in test.groups {
            store[ObjectKey.joining(path, "zarr.json")] = Array(Self.group(attributes).utf8)
        }
        for path in test.arrays { store["\(path)/zarr.json"] = Array(Self.array.utf8) }
        return store
    }

    @Test(arguments: cases) func findsWhatIsNamed(_ test: Case) throws {
        let root = try Fixture.reader().open(
            UnlistedStore(store(test)),
            path: "",
            named: test.named,
            context: .background(seconds: 30)
        )
        let paths = Fixture.paths(below: root)
        #expect(Set(paths.groups + paths.arrays).subtracting([""]) == Set(test.found))
    }

    @Test func consolidatedMetadataOfANamedGroupCount() throws {
        let inline = #"{"kind":"inline","must_understand":false,"metadata":{"a":\#(Self.array)}}"#
        let group =
            #"{"zarr_format":3,"node_type":"group","attributes":{},"consolidated_metadata":\#(inline)}"#
        let store = MemoryStore(["zarr.json": Array(Self.group().utf8), "g/zarr.json": Array(group.utf8)])
        let root = try Fixture.reader().open(
            UnlistedStore(store),
            path: "",
            named: ["g"],
            context: .background(seconds: 30)
        )
        #expect(Fixture.paths(below: root).arrays == ["g/a"])
    }

    @Test(arguments: [
        ([], "run consolidate_metadata, or name its arrays in the configuration ('arrays')"),
        (["no/such"], "metadata, and nothing is at 'no/such', which the configuration names"),
        ([".."], "'..'"),
    ])
    func saysWhatToDoWhereNothingIsFound(named: [String], words: String) throws {
        let store = MemoryStore(["zarr.json": Array(Self.group().utf8)])
        let error = #expect(throws: ZarrError.self) {
            try Fixture.reader().open(
                UnlistedStore(store),
                path: "",
                named: named,
                context: .background(seconds: 30)
            )
        }
        #expect(error?.description.hasSuffix(words) == true, "\(error as Any)")
    }

    /// A name of the configuration that nothing has is told in the group in which it is, whether the store can be listed or
    /// not; the name of that group is not one.
    @Test(arguments: [true, false], ["", "g"]) func namesThatNothingHasAreTold(isListed: Bool, group: String)
        throws
    {
        let array = Array(Self.array.utf8)
        let store = MemoryStore([
            "zarr.json": Array(Self.group().utf8), "g/zarr.json": Array(Self.group().utf8),
            "g/a/zarr.json": array, "b/zarr.json": array,
        ])
        let named = group.isEmpty ? ["b", "g/a", "g/typo"] : ["g", "g/a", "g/typo"]
        let root = try Fixture.reader().open(
            isListed ? store : UnlistedStore(store),
            path: "",
            named: named,
            in: group,
            context: .background(seconds: 30)
        )
        let told = try #require(root.group(at: group)).unusable
        #expect(told.map(\.name) == [group.isEmpty ? "g/typo" : "typo"])
        #expect(told.map(\.error) == [.absentNode(path: "g/typo")])
        #expect(root.group(at: "g")?.arrays.map(\.metadata.name) == ["a"])
    }

    /// A document that is there and cannot be read is no array that is not there.
    @Test func damagedDocumentsAreTold() throws {
        let store = MemoryStore([
            "zarr.json": Array(Self.group().utf8), "a/zarr.json": Array(Self.array.utf8),
            "b/zarr.json": Array("{broken".utf8),
        ])
        let root = try Fixture.reader().open(
            UnlistedStore(store),
            path: "",
            named: ["a", "b"],
            context: .background(seconds: 30)
        )
        #expect(root.arrays.map(\.metadata.name) == ["a"] && root.unusable.map(\.name) == ["b"])
        guard case .corruptMetadata(key: "b/zarr.json", _) = root.unusable.first?.error else {
            Issue.record("\(root.unusable)")
            return
        }
    }

    @Test func referencesInParquetAreNamed() throws {
        let store = MemoryStore([".zmetadata": Array(#"{"metadata":{},"record_size":1000}"#.utf8)])
        let error = #expect(throws: ZarrError.self) {
            try Fixture.reader().open(store, path: "", context: .background(seconds: 30))
        }
        #expect(error?.description.contains("references in Parquet") == true, "\(error as Any)")
    }
}
