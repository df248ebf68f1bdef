import Cube
import Execution
import Testing

@testable import Catalogue

/// What changes seen at so many seconds say about the next.
@Suite struct RhythmTests {
    private static let second: UInt64 = 1_000_000_000

    private func rhythm(_ changes: [(after: Double, by: Double)]) -> Rhythm {
        var rhythm = Rhythm()
        for change in changes {
            rhythm.note(after: UInt64(change.after * 1e9), by: UInt64(change.by * 1e9))
        }
        return rhythm
    }

    private func seconds(_ rhythm: Rhythm) -> Double? {
        rhythm.quietUntil.map { Double($0.nanoseconds) / 1e9 }
    }

    private typealias Steps = (times: [Double], looks: Double, quietUntil: Double?)
    private static let steps: [Steps] = [
        // Every hour, looked at every five seconds: nine tenths of the shortest step that it can have been.
        ([3600, 7200, 10_800, 14_400], 5, 17_635.5),
        // Only the last four count.
        ([10, 3600, 7200, 10_800, 14_400], 5, 17_635.5),
        // Three are too few; steps of 1 and 2 hours, and ones that may be anything, are no rhythm.
        ([3600, 7200, 10_800], 5, nil), ([3600, 7200, 14_400, 18_000], 5, nil),
        ([3600, 7200, 10_800, 14_400], 1800, nil),
    ]

    @Test(arguments: steps)
    func equalStepsLetTheNextBeExpected(at times: [Double], looks: Double, expected: Double?) {
        let found = seconds(rhythm(times.map { ($0, $0 + looks) }))
        #expect((found == nil) == (expected == nil))
        if let found, let expected { #expect(abs(found - expected) < 1e-3) }
    }

    @Test func whatCannotBeChangesNothing() {
        let good = rhythm([(10, 11), (20, 21), (30, 31), (40, 41)])
        for odd in [(after: 35.0, by: 50.0), (after: 60, by: 50), (after: 0, by: 100)] {
            var other = good
            other.note(after: UInt64(odd.after * 1e9), by: UInt64(odd.by * 1e9))
            #expect(other == good)
        }
    }

    /// Words in shared memory may be anything.
    private typealias Lifetime = (quiet: Double?, refresh: Int, most: Int, expected: Int)
    /// Seconds until the next is expected, `refresh`, `lifetime`, and what a client may keep.
    private static let lifetimes: [Lifetime] = [
        (1000, 5, 300, 300), (100, 5, 300, 99), (-10, 5, 300, 5), (2, 5, 300, 5), (1000, 5, 0, 5),
        (nil, 60, 300, 60),
    ]

    @Test(arguments: lifetimes)
    func lifetimesEndWithTheQuiet(quiet: Double?, refresh: Int, most: Int, expected: Int) {
        let until = quiet.map { $0 < 0 ? Deadline.now.earlier(bySeconds: -$0) : .after(seconds: $0) }
        let version = DatasetVersion(
            snapshot: "S",
            isPinned: false,
            freshSeconds: refresh,
            quietUntil: until,
            mostFreshSeconds: most
        )
        #expect((expected...(expected + 1)).contains(version.lifetimeSeconds))
    }
}
