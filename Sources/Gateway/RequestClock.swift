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

    /// `2024-03-01T06:00:00.123Z`
    var text: String {
        var seconds = wall.tv_sec
        var date = tm()
        gmtime_r(&seconds, &date)
        let day = "\(date.tm_year + 1900)-\(padded(date.tm_mon + 1))-\(padded(date.tm_mday))"
        let time = "\(padded(date.tm_hour)):\(padded(date.tm_min)):\(padded(date.tm_sec))"
        let fraction = String(wall.tv_nsec / 1_000_000 + 1000).dropFirst()
        return "\(day)T\(time).\(fraction)Z"
    }

    private func padded(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
