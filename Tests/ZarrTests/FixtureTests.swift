import Execution
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// The stores of `Tests/Fixtures`, written by others: values against their hashes.
struct FixtureTests {
    @Test(arguments: ZarrFixture.all)
    func decodesToItsHash(_ test: ZarrFixture) throws {
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

    @Test(arguments: ZarrFixture.all.filter { $0.name.hasPrefix("hierarchy") })
    func findsTheSameNodesListedAndConsolidated(_ test: ZarrFixture) throws {
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

    @Test(arguments: ZarrFixture.all.filter { $0.name.hasPrefix("hierarchy") })
    func opensAGroupByItsPath(_ test: ZarrFixture) throws {
        let group = try Fixture.reader().open(test.store, path: "/a/", context: .background(seconds: 60))
        #expect(group.arrays.map(\.metadata.path) == ["a/temp"])
        #expect(group.groups.map(\.path) == ["a/b"])
        #expect(throws: ZarrError.noNode(path: "nowhere")) {
            try Fixture.reader().open(test.store, path: "nowhere", context: .background(seconds: 60))
        }
    }

    @Test(
        arguments: ZarrFixture.all.filter {
            $0.name.hasPrefix("hierarchy") && $0.name.hasSuffix("consolidated")
        }
    )
    func aConsolidatedStoreOpensInOneRoundTripWithoutListing(_ test: ZarrFixture) throws {
        let context = WorkContext.background(seconds: 60)
        let root = try Fixture.reader().open(UnlistedStore(test.store), path: "", context: context)
        #expect(root.arrays.count == 1)
        #expect(context.measurements.count(of: .storeReads) == 5)
    }
}
