internal import Glibc

/// The time of day, for dates that servers send; deadlines use the monotonic clock.
package enum WallClock {
    package static var secondsSinceEpoch: Int { time(nil) }
}
