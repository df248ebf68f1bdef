import Execution
import Testing

@testable import Quotas

/// A window that slides, against the share of the two fixed ones that it covers, worked out by hand.
@Suite struct SlidingWindowTests {
    private static let second: UInt64 = 1_000_000_000

    private static func window(now: UInt64, before: UInt64, elapsed: UInt64, of length: UInt64)
        -> SlidingWindow
    {
        SlidingWindow(
            current: Use(requests: now),
            before: Use(requests: before),
            length: length * second,
            elapsed: elapsed * second
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let now, before, elapsed, used: UInt64
        var testDescription: String { "\(now) now, \(before) before, \(elapsed) of 60 s" }
    }

    @Test(arguments: [
        Case(now: 0, before: 0, elapsed: 30, used: 0), Case(now: 5, before: 0, elapsed: 30, used: 5),
        Case(now: 0, before: 10, elapsed: 0, used: 10), Case(now: 0, before: 10, elapsed: 30, used: 5),
        Case(now: 3, before: 10, elapsed: 45, used: 6), Case(now: 3, before: 10, elapsed: 60, used: 3),
    ])
    func ofTheWindowBeforeAsMuchCountsAsIsCovered(_ row: Case) {
        let window = Self.window(now: row.now, before: row.before, elapsed: row.elapsed, of: 60)
        #expect(window.used(.requests) == row.used)
    }

    /// After the wait it passes, a second before it does not: found by walking the clock.
    @Test(arguments: [(0, 10, 0), (0, 10, 17), (4, 10, 17), (10, 0, 0), (10, 0, 59), (10, 30, 20), (7, 7, 3)])
    func theWaitIsAsLongAsItMustBe(now: Int, before: Int, elapsed: Int) throws {
        let window = Self.window(now: UInt64(now), before: UInt64(before), elapsed: UInt64(elapsed), of: 60)
        let limit: UInt64 = 10
        let wait = try #require(window.wait(for: 1, of: .requests, limit: limit))
        func passes(after seconds: Double) -> Bool {
            let time = Double(elapsed) + seconds
            let (current, past, into) =
                time < 60
                ? (Double(now), Double(before), time) : (0, Double(now), time - 60)
            return current + (past * max(60 - into, 0) / 60).rounded(.up) + 1 <= Double(limit)
        }
        let seconds = Double(wait) / 1e9
        #expect(passes(after: seconds))
        if seconds > 1 { #expect(!passes(after: seconds - 1)) }
        if passes(after: 0) { #expect(wait == 0) }
    }

    @Test func whatIsMoreThanTheLimitNeverPasses() {
        #expect(
            Self.window(now: 0, before: 0, elapsed: 0, of: 60).wait(for: 11, of: .requests, limit: 10) == nil
        )
    }

    @Test func greatNumbersStayNumbers() {
        let window = SlidingWindow(
            current: Use(bytes: .max),
            before: Use(bytes: .max),
            length: .max / 4,
            elapsed: 1
        )
        #expect(window.used(.bytes) == .max)
        _ = window.wait(for: 1, of: .bytes, limit: .max)
        #expect(window.used == Use(bytes: .max))
        #expect(Use(bytes: 3) - Use(bytes: 5) == Use())
        #expect((Use(bytes: .max) + Use(bytes: 5)).bytes == .max)
    }
}
