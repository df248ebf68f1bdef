internal import Execution

/// Why a read is worth another attempt.
enum RetryCause: Equatable {
    /// The server wants fewer requests (429, 503); `after` in seconds.
    case throttled(after: Double?)
    /// 5xx, a broken connection, half a body.
    case transient(after: Double?)
    /// Nothing came for as long as we wait.
    case stalled
}

/// How long to wait before asking again: full jitter, doubling, never less than the server demands.
enum RetryPolicy {
    /// A server that demands a longer pause than this will not answer within any request's time.
    private static let longestAskedPause = 30.0
    private static let longestPause = 5.0
    /// A stall has already cost its whole limit once.
    private static let maxAttemptsAfterStalls = 2

    /// Seconds until the next attempt; nil when there should be none.
    ///
    /// `attempts` have been made.
    static func pause(after cause: RetryCause, attempts: Int, maxAttempts: Int) -> Double? {
        guard attempts < maxAttempts else { return nil }
        switch cause {
        case .stalled: return attempts < maxAttemptsAfterStalls ? 0 : nil
        case .throttled(let asked): return pause(base: 0.5, attempts, asked)
        case .transient(let asked): return pause(base: 0.1, attempts, asked)
        }
    }

    private static func pause(base: Double, _ attempts: Int, _ asked: Double?) -> Double? {
        let asked = asked ?? 0
        guard asked <= longestAskedPause else { return nil }
        let window = min(longestPause, base * Double(1 << min(attempts, 10)))
        return asked + Double.random(in: 0...(asked > 0 ? min(window, 0.25) : window))
    }
}

/// How many repetitions one host is asked to bear: ten, then one for every ten requests and one a second.
struct RetryBudget {
    private static let most = 10.0
    private var tokens = most
    private var refilled = Deadline.now

    mutating func countRequest() { tokens = min(Self.most, tokens + 0.1) }

    /// False when the host has had enough.
    mutating func take() -> Bool {
        let now = Deadline.now
        tokens = min(Self.most, tokens + Double(now.nanoseconds - refilled.nanoseconds) / 1e9)
        refilled = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
