import Execution
import Glibc
import TestSupport
import Testing

@testable import Quotas

@Suite struct UseTableTests {
    private static let minute: UInt64 = 60_000_000_000
    private let table = UseTable()
    /// A window begins here by the table's clock, so that no test meets an end by chance.
    private let start: Deadline

    init() {
        let now = Deadline.now
        table.head.setClock(wallNanoseconds: 30_000_000 * Self.minute, at: now)
        start = now
    }

    private func add(_ requests: UInt64, to name: String, limit: UInt64? = nil, after seconds: Double = 0)
        -> UseOutcome?
    {
        table.add(
            Use(requests: requests),
            to: table.key([name]),
            length: Self.minute,
            limit: limit.map { UseLimit(requests: $0) },
            at: start.later(bySeconds: seconds)
        )
    }

    @Test func whatIsOverTheLimitIsNotAdded() {
        for number in 1...10 { #expect(add(1, to: "ada", limit: 10)?.window.used.requests == UInt64(number)) }
        #expect(add(1, to: "ada", limit: 10)?.broken == .requests)
        #expect(add(1, to: "ada", limit: 11)?.broken == nil)
        #expect(add(1, to: "bob", limit: 10)?.window.used.requests == 1)
    }

    @Test func theWindowSlides() {
        _ = add(10, to: "ada")
        #expect(add(1, to: "ada", limit: 10, after: 59)?.broken == .requests)
        // Of ten nine and a half count, rounded up.
        #expect(add(1, to: "ada", limit: 10, after: 63)?.broken == .requests)
        #expect(add(1, to: "ada", limit: 10, after: 67)?.window.used.requests == 10)
        #expect(add(1, to: "ada", limit: 10, after: 119)?.window.used.requests == 3)
        #expect(add(1, to: "ada", limit: 10, after: 300)?.window.used.requests == 1)
    }

    @Test func aClockThatGoesBackGivesNothingBack() {
        _ = add(10, to: "ada", after: 61)
        #expect(add(1, to: "ada", limit: 10, after: 1)?.broken == .requests)
    }

    @Test func whatIsTakenBackIsFreeAgain() {
        _ = add(10, to: "ada")
        table.takeBack(Use(requests: 4), from: table.key(["ada"]))
        #expect(add(4, to: "ada", limit: 10)?.broken == nil)
        #expect(add(1, to: "ada", limit: 10)?.broken == .requests)
        table.takeBack(Use(requests: 4), from: table.key(["nobody"]))
    }

    /// A full table forgets who came the longest ago; nobody is refused for it, and who asks all the time is kept.
    @Test func aFloodNeitherGrowsTheTableNorRefusesAnybody() {
        for number in 0..<60_000 {
            let seconds = Double(number) / 10_000
            #expect(add(1, to: "flood \(number)", limit: 1, after: seconds)?.broken == nil)
            if number % 500 == 0 { _ = add(1, to: "ada", after: seconds) }
        }
        #expect(add(1, to: "ada", after: 6)?.window.used.requests == 121)
    }

    @Test func processesShareATable() throws {
        let folder = TemporaryFolder()
        folder.write("", to: "table")
        let descriptor = open("\(folder.path)/table", O_RDWR)
        defer { close(descriptor) }
        #expect(UseTable(descriptor: descriptor) == nil)
        UseTable.prepare(try #require(SharedMemory(sizing: descriptor, bytes: UseTable.bytes)))
        let one = try #require(UseTable(descriptor: descriptor))
        let other = try #require(UseTable(descriptor: descriptor))
        let key = one.key(["ada"])
        #expect(key == other.key(["ada"]) && key != table.key(["ada"]))
        for table in [one, other, one] {
            _ = table.add(Use(bytes: 5), to: key, length: Self.minute, limit: nil, at: .now)
        }
        #expect(other.window(of: key, length: Self.minute, at: .now)?.current.bytes == 15)
        one.head.storeState = .down
        #expect(other.storeState == .down)
    }

    /// One keeper at a time, and another once it has not been heard of.
    @Test func theLeaseIsOnes() {
        let head = table.head
        #expect(head.takeLease(process: 1, seconds: 2, at: start))
        #expect(!head.takeLease(process: 2, seconds: 2, at: start.later(bySeconds: 1)))
        #expect(head.takeLease(process: 1, seconds: 2, at: start.later(bySeconds: 1.5)))
        #expect(!head.takeLease(process: 2, seconds: 2, at: start.later(bySeconds: 3)))
        #expect(head.takeLease(process: 2, seconds: 2, at: start.later(bySeconds: 4)))
        head.endLease(process: 1)
        #expect(!head.takeLease(process: 1, seconds: 2, at: start.later(bySeconds: 5)))
        head.endLease(process: 2)
        #expect(head.takeLease(process: 1, seconds: 2, at: start.later(bySeconds: 5)))
    }

    /// Sixteen threads, one sum.
    @Test func nothingIsLostBetweenThreads() {
        let (table, key) = (table, table.key(["ada"]))
        let threads = (0..<16).map { _ in
            WorkerThread(name: "adds") {
                for _ in 0..<1000 {
                    _ = table.add(Use(requests: 1), to: key, length: Self.minute, limit: nil, at: .now)
                }
            }
        }
        for thread in threads { thread.join() }
        let window = table.window(of: key, length: Self.minute, at: .now)
        #expect((window?.current.requests ?? 0) + (window?.before.requests ?? 0) == 16_000)
    }
}
