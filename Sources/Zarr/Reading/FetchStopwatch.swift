internal import Execution

/// Measures time but for its pauses.
///
/// Of one thread.
final class FetchStopwatch {
    private var start = Deadline.now.nanoseconds
    private var paused: UInt64 = 0

    var nanoseconds: UInt64 { Deadline.now.nanoseconds &- start &- paused }

    func pausing<Result>(_ body: () throws -> Result) rethrows -> Result {
        let begin = Deadline.now.nanoseconds
        defer { paused &+= Deadline.now.nanoseconds &- begin }
        return try body()
    }
}
