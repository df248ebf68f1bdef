internal import Synchronization

/// How long a worker's large reads have taken, as a multiple of what the rates of `ReadCost` say: what the estimate of
/// seconds is corrected by.
///
/// A moving average of the last dozen or so. Small reads teach nothing: their chunks lie in the cache.
package final class ReadingPace: Sendable {
    /// How much one read moves the average.
    private static let weight = 0.15
    /// No read, however odd, makes estimates wrong by more than this.
    private static let bounds = 0.125...8.0
    /// Reads estimated to be shorter are not listened to.
    private static let leastSeconds = 0.1

    private let average = Mutex(1.0)

    package init() {}

    /// Estimated seconds are multiplied by this.
    package var factor: Double { average.withLock { $0 } }

    /// Takes note of a read that took so long, what its receiver took of it left out.
    func note(_ cost: ReadCost, seconds: Double) {
        let estimated = cost.secondsByRates
        guard estimated >= Self.leastSeconds, seconds.isFinite, seconds >= 0 else { return }
        let found = min(max(seconds / estimated, Self.bounds.lowerBound), Self.bounds.upperBound)
        average.withLock { $0 += (found - $0) * Self.weight }
    }
}
