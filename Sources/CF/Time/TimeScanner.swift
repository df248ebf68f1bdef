/// Reads the ISO 8601 forms of `TimeText` from left to right.
struct TimeScanner {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ text: String) {
        bytes = Array(text.utf8.prefix(64))
    }

    mutating func parse() -> TimeText? {
        guard let year = scanYear() else { return nil }
        var precision = TimeText.Precision.year
        var (month, day, clock, zone) = (1, 1, (hour: 0, minute: 0, milliseconds: 0), 0)
        if take("-") {
            guard let value = number(digits: 2), (1...12).contains(value) else { return nil }
            (month, precision) = (value, .month)
            if take("-") {
                guard let value = number(digits: 2), (1...31).contains(value) else { return nil }
                (day, precision) = (value, .day)
                if take("T") || take("t") || take(" ") {
                    guard let parsed = scanClock() else { return nil }
                    (clock, precision) = ((parsed.hour, parsed.minute, parsed.milliseconds), parsed.precision)
                    guard let offset = scanZone() else { return nil }
                    zone = offset
                }
            }
        }
        guard offset == bytes.count else { return nil }
        return TimeText(
            year: year,
            month: month,
            day: day,
            hour: clock.hour,
            minute: clock.minute,
            milliseconds: clock.milliseconds,
            offsetMinutes: zone,
            precision: precision
        )
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Exactly so many digits as a number.
    private mutating func number(digits: Int) -> Int? {
        guard bytes.count - offset >= digits else { return nil }
        var value = 0
        for byte in bytes[offset..<(offset + digits)] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        offset += digits
        return value
    }

    private func digitsAhead() -> Int {
        bytes[offset...].prefix { $0 >= 0x30 && $0 <= 0x39 }.count
    }

    /// Four digits, or a sign and four to seven.
    private mutating func scanYear() -> Int? {
        let isNegative = take("-")
        let isSigned = isNegative || take("+")
        let digits = digitsAhead()
        guard digits == 4 || (isSigned && (4...7).contains(digits)), let year = number(digits: digits),
            CFCalendar.years.contains(year)
        else { return nil }
        return isNegative ? -year : year
    }

    private mutating func scanClock() -> (
        hour: Int, minute: Int, milliseconds: Int, precision: TimeText.Precision
    )? {
        guard let hour = number(digits: 2), hour <= 24 else { return nil }
        guard take(":") else { return (hour, 0, 0, .hour) }
        guard let minute = number(digits: 2), minute <= 59 else { return nil }
        guard take(":") else { return isBeyondMidnight(hour, minute, 0) ? nil : (hour, minute, 0, .minute) }
        guard let second = number(digits: 2), second <= 60 else { return nil }
        let fraction = take(".") || take(",") ? scanFraction() : 0
        guard let fraction, !isBeyondMidnight(hour, minute, second * 1000 + fraction) else { return nil }
        return (hour, minute, second * 1000 + fraction, .second)
    }

    /// 24:00:00 is the end of a day; nothing later is.
    private func isBeyondMidnight(_ hour: Int, _ minute: Int, _ milliseconds: Int) -> Bool {
        hour == 24 && (minute > 0 || milliseconds > 0)
    }

    /// Digits behind the point as milliseconds, rounded down.
    private mutating func scanFraction() -> Int? {
        let digits = digitsAhead()
        guard digits > 0 else { return nil }
        let kept = min(digits, 3)
        guard let value = number(digits: kept) else { return nil }
        offset += digits - kept
        return kept == 1 ? value * 100 : kept == 2 ? value * 10 : value
    }

    /// Minutes east of UTC; 0 where nothing is said.
    ///
    /// A `+` that a client sent unescaped arrives as a space.
    private mutating func scanZone() -> Int? {
        if take("Z") || take("z") || offset == bytes.count { return 0 }
        let isWest = take("-")
        guard isWest || take("+") || take(" "), let hours = number(digits: 2), hours <= 18 else { return nil }
        _ = take(":")
        let minutes = offset < bytes.count ? number(digits: 2) : 0
        guard let minutes, minutes <= 59 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}
