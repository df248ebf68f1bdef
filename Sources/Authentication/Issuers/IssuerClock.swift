package import Execution
internal import Glibc

/// The two clocks that tokens and keys are held against.
package struct IssuerClock: Sendable {
    /// Seconds since 1970, as tokens have them.
    let secondsSinceEpoch: @Sendable () -> Double
    /// For the age of keys: a clock that is set back must not make them young.
    let monotonic: @Sendable () -> Deadline

    package init(
        secondsSinceEpoch: @escaping @Sendable () -> Double,
        monotonic: @escaping @Sendable () -> Deadline
    ) {
        self.secondsSinceEpoch = secondsSinceEpoch
        self.monotonic = monotonic
    }

    package static let system = IssuerClock(
        secondsSinceEpoch: { Double(time(nil)) },
        monotonic: { .now }
    )
}
