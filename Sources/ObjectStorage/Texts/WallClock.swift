internal import Glibc

/// The time of day, for dates that servers send; deadlines use the monotonic clock.
enum WallClock {
    static var secondsSinceEpoch: Int { time(nil) }
}
