internal import Glibc

/// A moment as signatures write it: `20260301T123456Z`.
package struct SigningTime: Sendable, Equatable {
    package let text: String

    package init(secondsSinceEpoch: Int) {
        var seconds = time_t(secondsSinceEpoch)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = Self.digits(Int(parts.tm_year) + 1900, 4) + Self.digits(Int(parts.tm_mon) + 1, 2)
        let hour = Self.digits(Int(parts.tm_hour), 2) + Self.digits(Int(parts.tm_min), 2)
        text =
            date + Self.digits(Int(parts.tm_mday), 2) + "T" + hour + Self.digits(Int(parts.tm_sec), 2) + "Z"
    }

    static var now: SigningTime { SigningTime(secondsSinceEpoch: WallClock.secondsSinceEpoch) }

    /// `20260301`.
    var day: String { String(text.prefix(8)) }

    private static func digits(_ value: Int, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(count - text.utf8.count, 0)) + text
    }
}
