@testable import CF
import Cube
import Execution
import Failures
import JSON
import Synchronization
import TestSupport
import Testing
import Zarr

@testable import Serving

@Suite struct DocumentCacheTests {
    private let context = WorkContext.background(seconds: 30)

    private static func dataset(
        _ snapshot: String = "S1",
        id: String = "air",
        times: [Double] = [0, 6],
        coversData: Bool = true
    ) throws -> Dataset {
        let grid = FixtureGrid([.axis("time", times, units: "hours since 2024-03-01")])
        return try CubeFixture(
            id: id,
            arrays: grid.coordinates + [grid.numbered("t"), grid.numbered("secret")],
            version: DatasetVersion(snapshot: snapshot, isPinned: false, coversData: coversData)
        ).dataset
    }

    private func cache(limit: Int = 1 << 20, budget: Int = 1 << 20, sixteenths: Int = 16) -> (
        DocumentCache, MemoryLedger
    ) {
        let ledger = MemoryLedger(budget: budget)
        return (
            DocumentCache(limit: limit, ledger: ledger, share: MemoryShare(sixteenths: sixteenths)), ledger
        )
    }

    /// What the cache gives for a key if `text` is what would be made now.
    private func text(_ text: String, _ key: DocumentKey, of dataset: Dataset, in cache: DocumentCache) throws
        -> String
    {
        let document = try cache.document(key, of: dataset, context: context) { Array(text.utf8) }
        return String(decoding: document.bytes, as: UTF8.self)
    }

    @Test func theSecondRequestMakesNothing() throws {
        let (cache, _) = cache()
        let dataset = try Self.dataset()
        let key = DocumentKey("capabilities", of: dataset)
        let first = try cache.document(key, of: dataset, context: context) { Array("one".utf8) }
        let second = try cache.document(key, of: dataset, context: context) { Array("two".utf8) }
        #expect(first.bytes == Array("one".utf8))
        #expect(second.bytes == first.bytes)
        #expect(second.digest == first.digest)
        #expect(Document(Array("two".utf8)).digest != first.digest)
        #expect(context.measurements.count(of: .documentsMade) == 1)
    }

    struct Difference: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let key: @Sendable (Dataset) throws -> DocumentKey

        init(_ description: String, _ key: @escaping @Sendable (Dataset) throws -> DocumentKey) {
            testDescription = description
            self.key = key
        }
    }

    private static func usual(_ dataset: Dataset) -> DocumentKey {
        DocumentKey("wms 1.3.0", of: dataset, base: "https://a.example", defaults: [3])
    }

    @Test(arguments: [
        Difference("snapshot") { _ in usual(try dataset("S2")) },
        Difference("address") { _ in usual(try dataset(id: "sea")) },
        Difference("kind") { DocumentKey("wms 1.1.1", of: $0, base: "https://a.example", defaults: [3]) },
        Difference("origin") { DocumentKey("wms 1.3.0", of: $0, base: "https://b.example", defaults: [3]) },
        Difference("the clock") {
            DocumentKey("wms 1.3.0", of: $0, base: "https://a.example", defaults: [4])
        },
        Difference("policy") { try usual($0.restricted(by: Policy(variables: ["t"]))) },
        Difference("a policy that shows nothing") { try usual($0.restricted(by: Policy(variables: []))) },
        Difference("a window of times") {
            let begin = try #require(TimeText("2024-03-01T06:00:00Z"))
            return try usual($0.restricted(by: Policy(earliest: .at(begin))))
        },
    ])
    func whatADocumentDependsOnTellsItApart(_ difference: Difference) throws {
        let (cache, _) = cache()
        let dataset = try Self.dataset()
        #expect(try text("one", Self.usual(dataset), of: dataset, in: cache) == "one")
        #expect(try text("two", try difference.key(dataset), of: dataset, in: cache) == "two")
        #expect(try text("three", Self.usual(dataset), of: dataset, in: cache) == "one")
    }

    /// A snapshot stands for its coordinates, a digest of metadata does not.
    @Test(arguments: [(true, "one"), (false, "two")])
    func coordinatesReadAnewAreOthers(coversData: Bool, expected: String) throws {
        let (cache, _) = cache()
        let old = try Self.dataset(coversData: coversData)
        #expect(try text("one", Self.usual(old), of: old, in: cache) == "one")
        let renamed = old.addressed(as: old.address, version: old.version)
        #expect(try text("two", Self.usual(renamed), of: renamed, in: cache) == "one")
        let new = try Self.dataset(times: [0, 12], coversData: coversData)
        #expect(try text("two", Self.usual(new), of: new, in: cache) == expected)
        #expect(cache.byteCount < 1000)
    }

    @Test func bytesAreBounded() throws {
        let (cache, _) = cache(limit: 10_000)
        let dataset = try Self.dataset()
        for number in 0..<100 {
            let key = DocumentKey("\(number)", of: dataset)
            #expect(try text(String(repeating: "x", count: 1000), key, of: dataset, in: cache).count == 1000)
            #expect(cache.byteCount <= 10_000)
        }
        #expect(try text("new", DocumentKey("99", of: dataset), of: dataset, in: cache).count == 1000)
        #expect(try text("new", DocumentKey("0", of: dataset), of: dataset, in: cache) == "new")
    }

    @Test func whatDoesNotFitIsAnsweredAndNotKept() throws {
        let (cache, _) = cache(limit: 1000)
        let dataset = try Self.dataset()
        let large = String(repeating: "x", count: 2000)
        #expect(try text(large, Self.usual(dataset), of: dataset, in: cache) == large)
        #expect(cache.byteCount == 0)
        #expect(try text("small", Self.usual(dataset), of: dataset, in: cache) == "small")
    }

    @Test func givesWayToReservations() throws {
        let (cache, ledger) = cache(budget: 64_000, sixteenths: 4)
        let dataset = try Self.dataset()
        func fill() throws {
            for number in 0..<40 {
                let key = DocumentKey("\(number)", of: dataset)
                _ = try text(String(repeating: "x", count: 1000), key, of: dataset, in: cache)
            }
        }
        try fill()
        #expect(cache.byteCount > 8000 && cache.byteCount <= 16_000)
        let reservation = try ledger.reserve(48_000, context: context)
        #expect(cache.byteCount <= 4000)
        try fill()
        #expect(cache.byteCount <= 4000)
        withExtendedLifetime(reservation) {}
    }

    @Test func failuresAreKeptForNobody() throws {
        let (cache, _) = cache()
        let dataset = try Self.dataset()
        #expect(throws: Failure.defect) {
            try cache.document(Self.usual(dataset), of: dataset, context: context) { throw Failure.defect }
        }
        #expect(try text("one", Self.usual(dataset), of: dataset, in: cache) == "one")
    }

    @Test func manyAtOnceMakeItOnce() throws {
        let (cache, _) = cache()
        let dataset = try Self.dataset()
        let made = Atomic<Int>(0)
        let right = Atomic<Int>(0)
        let threads = (0..<8).map { _ in
            WorkerThread(name: "reader") {
                let document = try? cache.document(
                    Self.usual(dataset),
                    of: dataset,
                    context: .background(seconds: 30)
                ) {
                    made.add(1, ordering: .relaxed)
                    return Array("one".utf8)
                }
                if document?.bytes == Array("one".utf8) { right.add(1, ordering: .relaxed) }
            }
        }
        for thread in threads { thread.join() }
        #expect(made.load(ordering: .relaxed) == 1)
        #expect(right.load(ordering: .relaxed) == 8)
    }
}
