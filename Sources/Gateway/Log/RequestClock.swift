internal import CPlatform
internal import Glibc

/// When a request began, on the clocks that its log line needs.
struct RequestClock {
    /// Longer waits than this are a wrong clock.
    private static let longestWaitSeconds = 3600.0

    private let wall: timespec
    private let monotonic = sluice_monotonic_nanoseconds()
    private let cpu = sluice_thread_cpu_nanoseconds()

    init() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        wall = now
    }

    var elapsedNanoseconds: UInt64 { sluice_monotonic_nanoseconds() &- monotonic }

    /// CPU time of this thread since then; call it on the same thread.
    var cpuNanoseconds: UInt64 { sluice_thread_cpu_nanoseconds() &- cpu }

    /// Seconds from `moment`, which nginx writes as `1700000000.123`; 0 when that makes no sense.
    func secondsSince(_ moment: String?) -> Double {
        guard let moment, let then = Double(moment) else { return 0 }
        let waited = Double(wall.tv_sec) + Double(wall.tv_nsec) / 1e9 - then
        return waited > 0 && waited < Self.longestWaitSeconds ? waited : 0
    }

    var text: String { LogTime.text(wall) }
}
