import Cube
import Execution
import Failures
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Catalogue

/// Datasets in stores of which only what is named can be found.
@Suite(.enabled(if: NginxServer.isThere, "needs nginx"))
struct UnlistedDatasetTests {
    private func names(group: String, arrays: [String]) throws -> [String] {
        let folder = TemporaryFolder()
        for path in ["", "g/", "g/h/"] { folder.write(ZarrText.group, to: "\(path)zarr.json") }
        for name in ["t", "x", "hidden"] {
            folder.write(ZarrText.array("4", dimensions: ["x"]), to: "g/h/\(name)/zarr.json")
        }
        let server = try #require(NginxServer(root: folder.path))
        var published = PublishedDataset(id: "air", store: server.address, group: group)
        published.arrays = arrays
        let ledger = MemoryLedger(budget: 1 << 24)
        let reader = ZarrReader.fixture(ledger: ledger)
        let catalogue = ConfiguredCatalogue(
            [published],
            opener: StoreSourceOpener(engine: TransferEngine(), reader: reader, profiles: StorageProfiles()),
            limits: Limits(),
            resources: ReadingResources(ledger: ledger)
        )
        return try catalogue.dataset(at: DatasetAddress(id: "air"), context: .background(seconds: 30))
            .arrays.map(\.name).sorted()
    }

    @Test func arraysThatAreNamedAndWhatTheyNameAreThere() throws {
        #expect(try names(group: "g/h", arrays: ["t"]) == ["t", "x"])
    }

    @Test func aNamedGroupOpensThoughItIsEmpty() throws {
        #expect(try names(group: "g/h", arrays: []) == [])
    }

    @Test func withoutNamesNothingIsFound() {
        #expect(throws: Failure.self) { try names(group: "", arrays: []) }
    }
}
