import Cube
import Execution
import Failures
import ObjectStorage
import Principals
import Synchronization
import Testing
import Zarr

@testable import Catalogue

@Suite struct ConfiguredCatalogueTests {
    private let stores = ScriptedHierarchies()
    private let context = WorkContext.background(seconds: 30)

    private func catalogue(refreshSeconds: Double = 3600, group: String = "") -> ConfiguredCatalogue {
        ConfiguredCatalogue(
            [
                PublishedDataset(
                    id: "air",
                    store: "x",
                    title: "Air",
                    group: group,
                    refreshSeconds: refreshSeconds
                ),
                PublishedDataset(id: "sea", store: "y"),
            ],
            opener: stores,
            limits: Limits(),
            resources: ReadingResources(ledger: MemoryLedger(budget: 1 << 20))
        )
    }

    private func names(_ dataset: Dataset) -> [String] { dataset.arrays.map(\.name) }

    @Test func nothingIsOpenedToListIt() {
        let entries = catalogue().entries(context: context)
        #expect(
            entries == [CatalogueEntry(id: "air", title: "Air"), CatalogueEntry(id: "sea", title: "sea")]
        )
        #expect(stores.content.withLock { $0.opened } == 0)
    }

    @Test func aStoreIsOpenedOnceForAllWhoAsk() throws {
        let catalogue = catalogue()
        let first = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        let second = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        #expect(first === second)
        #expect(first.title == "Air")
        #expect(first.version.snapshot == "v1")
        #expect(!first.version.isPinned && !first.version.coversData && first.permalink == nil)
        #expect(stores.content.withLock { $0.opened } == 1)
    }

    /// The configuration's own come first, and keep their ids; what stays open stays as it is.
    @Test func whatIsDiscoveredComesAndGoes() throws {
        let catalogue = catalogue()
        func dataset(_ id: String) throws -> Dataset {
            try catalogue.dataset(at: DatasetAddress(id: id), context: context)
        }
        let air = try dataset("air")
        let (ice, snow) = (PublishedDataset(id: "ice", store: "z"), PublishedDataset(id: "snow", store: "s"))
        catalogue.publish(discovered: [snow, PublishedDataset(id: "air", store: "other"), ice])
        #expect(catalogue.ids == ["air", "sea", "snow", "ice"])
        #expect(stores.content.withLock { $0.opened } == 1)
        let open = try dataset("ice")
        #expect(try dataset("air") === air)
        catalogue.publish(discovered: [ice])
        #expect(catalogue.ids == ["air", "sea", "ice"] && !catalogue.publishes("snow"))
        #expect(try dataset("ice") === open)
        #expect(throws: Failure.notFound(.dataset, name: "snow", known: ["air", "sea", "ice"])) {
            try dataset("snow")
        }
        // Another store under the same id is another dataset.
        catalogue.publish(discovered: [PublishedDataset(id: "ice", store: "w")])
        #expect(try dataset("ice") !== open)
        catalogue.publish(discovered: [])
        #expect(catalogue.ids == ["air", "sea"])
        #expect(try dataset("air") === air)
    }

    @Test(arguments: [("air", ["t"]), ("air.surface", ["a"]), ("air.surface.daily", ["b"])])
    func groupsAreReachedByAddress(address: String, arrays: [String]) throws {
        let dataset = try catalogue().dataset(at: DatasetAddress(address), context: context)
        #expect(names(dataset) == arrays)
    }

    /// All of one state, which a look at the store in between does not change.
    @Test func aHierarchyIsOfOneState() throws {
        let catalogue = DatasetCatalogue(catalogue(refreshSeconds: 0)).view(for: .anonymous, over: nil)
        let dataset = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        let tree = try catalogue.tree(below: dataset, wants: { _ in true }, context: context)
        #expect(tree.all.map(\.address.text) == ["air", "air.surface", "air.surface.daily"])
        #expect(tree.all.map { names($0) } == [["t"], ["a"], ["b"]])
        #expect(Set(tree.all.map(\.version)).count == 1 && tree.dataset === dataset)
        let below = try catalogue.dataset(at: DatasetAddress("air.surface"), context: context)
        let subtree = try catalogue.tree(below: below, wants: { _ in true }, context: context)
        #expect(subtree.all.map(\.address.text) == ["air.surface", "air.surface.daily"])
        let part = try catalogue.tree(below: dataset, wants: { $0 != "daily" }, context: context)
        #expect(part.all.map(\.address.text) == ["air", "air.surface"])

        stores.content.withLock { $0.validator = "v2" }
        _ = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        let error = #expect(throws: Failure.self) {
            try catalogue.tree(below: dataset, wants: { _ in true }, context: context)
        }
        #expect(error == .storage(dataset: "air", key: "", .changed))
    }

    @Test func theEntrysOwnGroupComesFirst() throws {
        let catalogue = catalogue(group: "surface")
        #expect(names(try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)) == ["a"])
        #expect(names(try catalogue.dataset(at: DatasetAddress("air.daily"), context: context)) == ["b"])
    }

    @Test func whatIsNotThereIsNotFound() {
        let catalogue = catalogue()
        #expect(throws: Failure.notFound(.dataset, name: "ait", known: ["air", "sea"])) {
            try catalogue.dataset(at: DatasetAddress(id: "ait"), context: context)
        }
        #expect(throws: Failure.notFound(.group, name: "air.deep", known: ["air.surface"])) {
            try catalogue.dataset(at: DatasetAddress("air.deep"), context: context)
        }
        #expect(throws: Failure.notFound(.dataset, name: "air@main", known: [])) {
            try catalogue.dataset(at: DatasetAddress("air@main"), context: context)
        }
    }

    @Test(arguments: [
        (ZarrError.corruptMetadata(key: "zarr.json", reason: "not JSON"), 502),
        (ZarrError.storage(.timedOut(key: "zarr.json")), 504),
        (ZarrError.storage(.refused(key: "zarr.json", status: 403)), 502),
    ])
    func failingStoresAreNamedByDatasetAndKey(error: ZarrError, status: Int) throws {
        stores.content.withLock { $0.failure = error }
        let catalogue = catalogue()
        let failure = try #require(throws: Failure.self) {
            try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        }
        #expect(failure.status == status)
        #expect(failure.description.contains("'air'"))
        #expect(failure.description.contains("'zarr.json'"))
        #expect(catalogue.states().first == DatasetState(id: "air", state: .failing))
    }

    @Test func aFailureIsBelievedForAWhile() throws {
        stores.content.withLock { $0.failure = ZarrError.noNode(path: "") }
        let catalogue = catalogue()
        for _ in 0..<5 {
            #expect(throws: Failure.self) {
                try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
            }
        }
        #expect(stores.content.withLock { $0.opened } == 1)
    }

    @Test func newMetadataMakesANewDatasetAndOldKeepsTheOld() throws {
        let catalogue = catalogue(refreshSeconds: 0)
        let first = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        let unchanged = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        stores.content.withLock { $0.validator = "v2" }
        let changed = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        // Another look, the same cube.
        #expect(first.version.snapshot == unchanged.version.snapshot)
        #expect(first.axes.first === unchanged.axes.first)
        #expect(changed.version.snapshot == "v2")
        #expect(stores.content.withLock { $0.opened } == 3)
    }

    @Test func aDatasetOutlivesItsStoresAbsence() throws {
        let catalogue = catalogue(refreshSeconds: 0)
        let first = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        stores.content.withLock { $0.failure = ZarrError.storage(.timedOut(key: "zarr.json")) }
        let second = try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        #expect(first === second)
        #expect(catalogue.states().first?.state == .failing)
    }

    @Test func manyWhoAskAtOnceOpenOnce() {
        let catalogue = catalogue()
        let arrived = Monitor(0)
        stores.content.withLock { content in
            content.whileOpening = {
                // The store answers only once all have asked, so that they meet.
                _ = arrived.wait(until: .after(seconds: 20)) { $0 == 8 ? true : nil }
            }
        }
        let opened = Monitor<[Dataset]>([])
        let threads = (0..<8).map { index in
            WorkerThread(name: "ask-\(index)") { [context] in
                arrived.update { $0 += 1 }
                let dataset = try? catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
                opened.withLock { $0 += [dataset].compactMap { $0 } }
            }
        }
        for thread in threads { thread.join() }
        let datasets = opened.withLock { $0 }
        #expect(datasets.count == 8)
        #expect(datasets.allSatisfy { $0 === datasets[0] })
        #expect(stores.content.withLock { $0.opened } == 1)
    }

    @Test func healthKnowsWhatWasTried() {
        let catalogue = catalogue()
        #expect(catalogue.states().allSatisfy { $0.state == .unopened })
        catalogue.tryAll(context: context)
        #expect(catalogue.states().allSatisfy { $0.state == .working })
    }
}
