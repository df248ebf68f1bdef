import Cube
import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Catalogue

/// Datasets in stores of which only what is named can be found.
@Suite(.enabled(if: NginxServer.isThere, "needs nginx"))
struct UnlistedDatasetTests {
    private func array(_ length: Int, _ dimension: String) -> String {
        """
        {"zarr_format":3,"node_type":"array","shape":[\(length)],"data_type":"float32","fill_value":0,
        "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[\(length)]}},"dimension_names":["\(dimension)"],
        "chunk_key_encoding":{"name":"default"},"codecs":[{"name":"bytes","configuration":{"endian":"little"}}]}
        """
    }

    private func names(group: String, arrays: [String]) throws -> [String] {
        let folder = TemporaryFolder()
        let group0 = #"{"zarr_format":3,"node_type":"group","attributes":{}}"#
        for path in ["", "g/", "g/h/"] { folder.write(Array(group0.utf8), to: "\(path)zarr.json") }
        for (name, dimension) in [("t", "x"), ("x", "x"), ("hidden", "x")] {
            folder.write(Array(array(4, dimension).utf8), to: "g/h/\(name)/zarr.json")
        }
        let server = try #require(NginxServer(root: folder.path))
        var published = PublishedDataset(id: "air", store: server.address, group: group)
        published.arrays = arrays
        let ledger = MemoryLedger(budget: 1 << 24)
        let reader = ZarrReader(
            cache: ChunkCache(limit: 1 << 20, ledger: ledger),
            pool: DecodePool(helpers: 0)
        )
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
