import Cube
import Execution
import Failures
import ObjectStorage
import Synchronization
import TestSupport
import Testing
import Zarr

@testable import Catalogue

/// What the log, health and lists say of a dataset is what requests for it meet.
@Suite struct DatasetOutcomesTests {
    private let stores = ScriptedHierarchies()
    private let context = WorkContext.background(seconds: 30)
    private let heads = RefTable()
    private let lines = Monitor<[String]>([])

    /// A worker: its own catalogue, and what it shares with the others of its host.
    private func worker(generation: UInt64 = 1, group: String = "") -> ConfiguredCatalogue {
        let lines = lines
        return ConfiguredCatalogue(
            [PublishedDataset(id: "air", store: "https://s/x?sig=secret", group: group, refreshSeconds: 0)],
            opener: stores,
            outcomes: DatasetOutcomes(board: NoticeBoard(heads, generation: generation)) { name, facts in
                lines.withLock { $0.append(([name] + facts.map { "\($0)=\($1)" }).joined(separator: " ")) }
            },
            limits: Limits(),
            resources: ReadingResources(ledger: MemoryLedger(budget: 1 << 20))
        )
    }

    private func ask(_ worker: ConfiguredCatalogue, _ address: String = "air") {
        _ = try? worker.dataset(at: DatasetAddress(address), context: context)
    }

    private func fail(_ milliseconds: Int) {
        let cause = "timed out after \(milliseconds) ms"
        stores.content.withLock { $0.failure = StorageError.unreachable(key: "zarr.json", cause: cause) }
    }

    @Test func aCauseIsSaidOnceWhoeverFindsIt() {
        fail(3001)
        let (first, second) = (worker(), worker())
        first.tryAll(context: context)
        second.tryAll(context: context)
        ask(first)
        fail(3002)
        ask(worker())
        let line = "dataset_failing dataset=air store=https://s/x cause=zarr.json: timed out after 3001 ms"
        #expect(lines.withLock { $0 } == [line])
    }

    @Test func anotherCauseAndAnotherReloadAreSaidAnew() {
        fail(1)
        worker().tryAll(context: context)
        stores.content.withLock { $0.failure = ZarrError.storage(.refused(key: "zarr.json", status: 403)) }
        worker().tryAll(context: context)
        worker(generation: 2).tryAll(context: context)
        #expect(lines.withLock { $0 }.map { $0.suffix(3) } == [" ms", "403", "403"])
    }

    @Test func thatItWorksAgainIsSaidOnce() {
        fail(1)
        let workers = [worker(), worker()]
        for worker in workers { ask(worker) }
        stores.content.withLock { $0.failure = nil }
        // Workers made anew: a failure is believed for two seconds by those who met it.
        for worker in [self.worker(), self.worker()] { ask(worker) }
        #expect(lines.withLock { $0.count } == 1)
        #expect(workers[0].states().map(\.state) == [.failing])
    }

    @Test func aGroupThatIsNotThereFails() throws {
        let catalogue = worker(group: "deep")
        catalogue.tryAll(context: context)
        #expect(catalogue.states() == [DatasetState(id: "air", state: .failing)])
        #expect(catalogue.entries(context: context).map(\.isFailing) == [true])
        let told = lines.withLock { $0 }
        #expect(told.count == 1, "\(told)")
        #expect(told.allSatisfy { $0.contains("key 'deep': there is no such group") }, "\(told)")
        // Not 404: the dataset is listed, and its configuration is wrong.
        let reason = "there is no such group, which the configuration names"
        #expect(throws: Failure.storage(dataset: "air", key: "deep", .corrupt(reason: reason))) {
            try catalogue.dataset(at: DatasetAddress(id: "air"), context: context)
        }
    }

    /// More memory than a worker has is the dataset's fault; memory that others have at the moment is nobody's.
    @Test(arguments: [(200, true), (50, false)])
    func whatNeedsMoreMemoryThanThereIsFails(requested: Int, isFailing: Bool) {
        stores.content.withLock { content in
            content.failure = Interruption.memoryExhausted(requested: requested, budget: 100)
        }
        let catalogue = worker()
        catalogue.tryAll(context: context)
        #expect(catalogue.entries(context: context).map(\.isFailing) == [isFailing])
        #expect(catalogue.states().map(\.state) == [isFailing ? .failing : .unopened])
        let told = lines.withLock { $0 }
        #expect(
            told.count == (isFailing ? 1 : 0) && told.allSatisfy { $0.contains("'server: memory'") },
            "\(told)"
        )
    }

    @Test func whatAClientMistypesSaysNothingOfTheDataset() throws {
        let catalogue = worker()
        for address in ["air.deep", "air@main", "air"] { ask(catalogue, address) }
        #expect(catalogue.states() == [DatasetState(id: "air", state: .working)])
        #expect(lines.withLock { $0 }.isEmpty)
    }

    @Test func listsKnowWhatHasNoPlace() throws {
        let catalogue = worker()
        #expect(catalogue.entries(context: context).map(\.hasPlaces) == [true])
        ask(catalogue)
        // The fixture has one array along a dimension without coordinates.
        #expect(catalogue.entries(context: context).map(\.hasPlaces) == [false])
    }
}
