import Testing

@testable import ObjectStorage

/// How long a read waits before its next attempt.
struct RetryPolicyTests {
    private func pause(_ cause: RetryCause, attempts: Int = 1, of most: Int = 5) -> Double? {
        RetryPolicy.pause(after: cause, attempts: attempts, maxAttempts: most)
    }

    /// As long as the server asks for, and a quarter of a second more at most; beyond 30 s not at all.
    @Test(arguments: [0.5, 1, 29, 30]) func whatIsAskedForIsWaited(asked: Double) throws {
        for cause in [RetryCause.throttled(after: asked), .transient(after: asked)] {
            for attempts in 1...4 {
                let seconds = try #require(pause(cause, attempts: attempts))
                #expect((asked...asked + 0.25).contains(seconds))
            }
        }
    }

    @Test(arguments: [30.001, 31, 600, 1e300, Double.infinity]) func longerIsGivenUp(asked: Double) {
        #expect(pause(.throttled(after: asked)) == nil)
        #expect(pause(.transient(after: asked)) == nil)
    }

    /// Full jitter: anything up to a window that doubles with each attempt, to five seconds.
    @Test(arguments: [(1, 1.0), (2, 2.0), (3, 4.0), (4, 5.0), (60, 5.0)])
    func withoutAnyThePauseDoubles(attempts: Int, window: Double) throws {
        var longest = 0.0
        for _ in 0..<200 {
            let seconds = try #require(pause(.throttled(after: nil), attempts: attempts, of: 100))
            #expect((0...window).contains(seconds))
            longest = max(longest, seconds)
        }
        #expect(longest > window / 2)
    }

    @Test func attemptsHaveAnEnd() {
        #expect(pause(.throttled(after: nil), attempts: 5) == nil)
        #expect(pause(.stalled, attempts: 1) == 0)
        #expect(pause(.stalled, attempts: 2) == nil)
    }
}
