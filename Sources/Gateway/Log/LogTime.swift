internal import Glibc

/// The wall clock as log lines write it: `2024-03-01T06:00:00.123Z`.
package enum LogTime {
    package static var now: String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return text(now)
    }

    static func text(_ moment: timespec) -> String {
        var seconds = moment.tv_sec
        var date = tm()
        gmtime_r(&seconds, &date)
        let day = "\(date.tm_year + 1900)-\(padded(date.tm_mon + 1))-\(padded(date.tm_mday))"
        let time = "\(padded(date.tm_hour)):\(padded(date.tm_min)):\(padded(date.tm_sec))"
        let fraction = String(moment.tv_nsec / 1_000_000 + 1000).dropFirst()
        return "\(day)T\(time).\(fraction)Z"
    }

    private static func padded(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
