import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Catalogue

@Suite("A repository as the catalogue sees it")
struct IcechunkSourceTests {
    private let fixture = IcechunkFixture.all[0]

    private func reader() -> ZarrReader {
        ZarrReader(
            cache: ChunkCache(limit: 1 << 20, ledger: MemoryLedger(budget: 1 << 20)),
            pool: DecodePool(helpers: 0)
        )
    }

    @Test("What a request has looked up holds for that request, and for no later one")
    func looks() throws {
        let store = fixture.store()
        let opening = WorkContext.background(seconds: 30)
        let source = try #require(
            try IcechunkSource(
                store,
                ref: "main",
                virtual: VirtualStores(VirtualLocations(), engine: TransferEngine()),
                reader: reader(),
                context: opening
            )
        )
        let dev = fixture.tip("dev")
        store["refs/branch.main/ref.json"] = Array("{\"snapshot\":\"\(dev)\"}".utf8)
        _ = store.takeAskedKeys()
        #expect(try source.find("main", asOf: nil, context: opening)?.snapshot == fixture.tip())
        #expect(store.takeAskedKeys().isEmpty)
        for _ in 0..<2 {
            let later = WorkContext.background(seconds: 30)
            #expect(try source.find("main", asOf: nil, context: later)?.snapshot == dev)
            #expect(store.takeAskedKeys().contains("refs/branch.main/ref.json"))
        }
    }
}
