/// How many threads what is slow may hold, and whoever waits for it, and when what fails is left alone.
package struct BulkheadRules: Sendable, Equatable {
    /// Of a group's threads, those that may wait for one thing that does not answer, or on behalf of one asker for any number
    /// of such things.
    package var share = 0.25
    /// Requests that wait beyond the share are refused after so long without a sign of life: a healthy store answers some
    /// request within a fraction of it.
    package var shortSeconds = 1.0
    /// Silence for so long counts as failing.
    package var hangingSeconds = 5.0
    /// Requests in a row that fail before a store is left alone.
    package var maxFailures = 5
    /// The pause before what failed is asked again; doubled with every failure, up to `longestPause`.
    package var shortestPause = 1.0
    package var longestPause = 30.0
    /// Silence that nobody has met for so long says nothing any more.
    package var forgetSeconds = 2.0
    /// For so long after something has answered it is expected to do so again.
    package var livelySeconds = 60.0
    /// For so long whoever has waited for too much that does not answer waits for what is known to answer, or in a seat.
    package var spareSeconds = 30.0

    package init() {}

    /// Threads of a group that may wait for one thing: at least one.
    func seats(threads: Int) -> Int { max(1, Int(Double(threads) * share)) }
}
