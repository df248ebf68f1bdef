internal import Glibc

/// How much dearer something becomes when there is more of it.
package enum Growth {
    /// CPU seconds of the calling thread for four times as much, divided by those for once: 4 where the cost is
    /// proportional, 16 where it grows with the square.
    ///
    /// `body` is called with both sizes, three times each, and the cheapest call of each counts: other load only adds.
    package static func ofFourTimes(_ size: Int, _ body: (Int) throws -> Void) rethrows -> Double {
        let small = try cheapest { try body(size) }
        return try cheapest { try body(4 * size) } / max(small, 1e-6)
    }

    /// The CPU seconds of the cheapest of three calls.
    package static func cheapest(_ body: () throws -> Void) rethrows -> Double {
        var least = Double.infinity
        for _ in 0..<3 {
            let start = now
            try body()
            least = min(least, now - start)
        }
        return least
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
