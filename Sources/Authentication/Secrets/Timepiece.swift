package import Execution
internal import ObjectStorage

/// What time it is, for all that ends or is slowed; tests bring their own.
package struct Timepiece: Sendable {
    /// By the monotonic clock: pauses, and how long something is kept.
    package let now: @Sendable () -> Deadline
    /// Seconds since 1970: dates that are written down.
    package let date: @Sendable () -> Int

    package init(now: @escaping @Sendable () -> Deadline, date: @escaping @Sendable () -> Int) {
        self.now = now
        self.date = date
    }

    package static let system = Timepiece(now: { .now }, date: { WallClock.secondsSinceEpoch })
}
