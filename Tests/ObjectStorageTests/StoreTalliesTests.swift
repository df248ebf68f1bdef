import CPlatform
import Glibc
import Testing

@testable import ObjectStorage

@Suite("Counts of stores that the workers of a host share")
struct StoreTalliesTests {
    private static func file() throws -> Int32 {
        let descriptor = sluice_open_spool_file("/tmp")
        try #require(descriptor >= 0)
        return descriptor
    }

    @Test("Workers count together, and what one has counted outlives it")
    func sums() throws {
        let file = try Self.file()
        defer { close(file) }
        let reader = try #require(StoreTallies(descriptor: file))
        do {
            let first = try #require(StoreTallies(descriptor: file))
            let second = try #require(StoreTallies(descriptor: file))
            StoreCounters(label: "s3://a", in: first).countGet()
            let other = StoreCounters(label: "s3://a", in: second)
            other.countGet()
            other.countRetry()
            other.count(.failed(.badKey(key: "k")), received: 0)
            StoreCounters(label: "/b", in: second).count(
                .found(StoredObject(bytes: ObjectBytes([1, 2, 3]), objectLength: 3, validator: nil)),
                received: 3
            )
        }
        #expect(reader.counts.map(\.label) == ["/b", "s3://a"])
        #expect(reader.counts.map { $0.counts[.gets] } == [0, 2])
        #expect(reader.counts.map { $0.counts[.bytes] } == [3, 0])
        #expect(reader.counts.map { $0.counts[.retries] } == [0, 1])
        #expect(reader.counts.map { $0.counts[.errors] } == [0, 1])
    }

    @Test("A store keeps its slot, however often it is asked for")
    func slots() throws {
        let file = try Self.file()
        defer { close(file) }
        let tallies = try #require(StoreTallies(descriptor: file))
        for _ in 0..<(2 * StoreTallies.slots) { StoreCounters(label: "one", in: tallies).countGet() }
        StoreCounters(label: "two", in: tallies).countGet()
        #expect(tallies.counts.map { $0.counts[.gets] } == [UInt64(2 * StoreTallies.slots), 1])
    }

    @Test("With all slots taken further stores count for themselves alone")
    func full() throws {
        let file = try Self.file()
        defer { close(file) }
        let tallies = try #require(StoreTallies(descriptor: file))
        let counters = (0...StoreTallies.slots).map { StoreCounters(label: "store \($0)", in: tallies) }
        for counter in counters { counter.countGet() }
        #expect(counters.allSatisfy { $0.gets == 1 })
        #expect(tallies.counts.count == StoreTallies.slots)
        #expect(tallies.counts.allSatisfy { $0.counts[.gets] == 1 })
    }

    @Test(
        "Labels are cut at whole characters",
        arguments: [
            ("", nil), ("a", "a"), (String(repeating: "é", count: 300), String(repeating: "é", count: 107)),
        ]
    )
    func labels(label: String, kept: String?) throws {
        let file = try Self.file()
        defer { close(file) }
        let tallies = try #require(StoreTallies(descriptor: file))
        StoreCounters(label: label, in: tallies).countGet()
        #expect(tallies.counts.first?.label == kept)
    }
}
