internal import CPlatform

/// A moment after which waiting ends, on the monotonic clock.
package struct Deadline: Sendable, Comparable, Hashable {
    /// Nanoseconds of `CLOCK_MONOTONIC`.
    package let nanoseconds: UInt64

    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The moment `seconds` from now; a negative number means now, and centuries are cut to one.
    package static func after(seconds: Double) -> Deadline {
        let limit = 3.0e9
        let bounded = seconds.isFinite ? min(max(seconds, 0), limit) : limit
        return Deadline(nanoseconds: now.nanoseconds + UInt64(bounded * 1e9))
    }

    /// The moment so long before this one, or the beginning of the clock.
    package func earlier(bySeconds seconds: Double) -> Deadline {
        let distance = UInt64(min(max(seconds, 0), 3.0e9) * 1e9)
        return Deadline(nanoseconds: nanoseconds > distance ? nanoseconds - distance : 0)
    }

    /// The moment so long after this one.
    package func later(bySeconds seconds: Double) -> Deadline {
        let distance = UInt64(min(max(seconds, 0), 3.0e9) * 1e9)
        let (sum, overflows) = nanoseconds.addingReportingOverflow(distance)
        return Deadline(nanoseconds: overflows ? .max : sum)
    }

    package static var now: Deadline {
        Deadline(nanoseconds: sluice_monotonic_nanoseconds())
    }

    package var hasPassed: Bool { Self.now >= self }

    /// Seconds left, never negative.
    package var remainingSeconds: Double {
        let now = Self.now.nanoseconds
        return nanoseconds > now ? Double(nanoseconds - now) / 1e9 : 0
    }

    package static func < (left: Deadline, right: Deadline) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
