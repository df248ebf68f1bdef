import Execution
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// The stores of `Tests/Fixtures/zarr.json`, written by zarr-python, and of `rectilinear.json`: values against hashes.
struct FixtureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let store: MemoryStore
        /// Shape and SHA-256 by path.
        let arrays: [(path: String, shape: [Int], hash: String)]

        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let entries = ["zarr", "rectilinear"].flatMap { name in
            let document = try? JSONText.file("/\(folder)/Fixtures/\(name).json")
            return document?["cases"]?.objectValue?.entries ?? []
        }
        return entries.map { name, value in
            let objects = (value["objects"]?.objectValue?.entries ?? []).map { entry in
                (entry.key, Base64.decode(entry.value.stringValue ?? "") ?? [])
            }
            let arrays = (value["arrays"]?.objectValue?.entries ?? []).map { path, value in
                (
                    path, (value["shape"]?.arrayValue ?? []).compactMap { $0.integerValue.map { Int($0) } },
                    value["sha256"]?.stringValue ?? ""
                )
            }
            return Case(
                name: name,
                store: MemoryStore(Dictionary(uniqueKeysWithValues: objects), label: name),
                arrays: arrays
            )
        }
    }()

    @Test(arguments: cases)
    func decodesToItsHash(_ test: Case) throws {
        #expect(!test.arrays.isEmpty)
        let context = WorkContext.background(seconds: 60)
        for array in test.arrays {
            let opened = try Fixture.reader().openArray(test.store, path: array.path, context: context)
            #expect(opened.metadata.shape == array.shape)
            let bytes = try WholeArray.bytes(of: opened, context: context)
            #expect(
                SHA256.hexadecimal(WholeArray.quietingNaNs(bytes, opened.metadata.element)) == array.hash
            )
        }
    }

    @Test(arguments: cases.filter { $0.name.hasPrefix("hierarchy") })
    func findsTheSameNodesListedAndConsolidated(_ test: Case) throws {
        let root = try Fixture.reader().open(test.store, path: "/", context: .background(seconds: 60))
        let found = Fixture.paths(below: root)
        #expect(Set(found.groups) == ["", "a", "a/b"])
        #expect(Set(found.arrays) == ["time", "a/temp", "a/b/deep"])
        #expect(root.unusable.isEmpty)
        #expect(root.attributes["title"] == "Größe")
        #expect(root.attributes["big"] == .integer(9_007_199_254_740_993))
        #expect(root.group(at: "a/b")?.attributes["level"] == 1)
        #expect(root.arrays.first?.metadata.dimensionNames == ["x"])
        #expect(root.arrays.first?.metadata.attributes.keys == ["units"])
    }

    @Test(arguments: cases.filter { $0.name.hasPrefix("hierarchy") })
    func opensAGroupByItsPath(_ test: Case) throws {
        let group = try Fixture.reader().open(test.store, path: "/a/", context: .background(seconds: 60))
        #expect(group.arrays.map(\.metadata.path) == ["a/temp"])
        #expect(group.groups.map(\.path) == ["a/b"])
        #expect(throws: ZarrError.noNode(path: "nowhere")) {
            try Fixture.reader().open(test.store, path: "nowhere", context: .background(seconds: 60))
        }
    }

    @Test(arguments: cases.filter { $0.name.hasPrefix("hierarchy") && $0.name.hasSuffix("consolidated") })
    func aConsolidatedStoreOpensInOneRoundTripWithoutListing(_ test: Case) throws {
        let context = WorkContext.background(seconds: 60)
        let root = try Fixture.reader().open(UnlistedStore(test.store), path: "", context: context)
        #expect(root.arrays.count == 1)
        #expect(context.measurements.count(of: .storeReads) == 5)
    }
}
