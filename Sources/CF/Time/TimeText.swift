/// An ISO 8601 date or time as a client wrote it, before it meets a calendar (digest: cf.md, section 5.3).
///
/// Reduced precision is kept: `2024-03` is the whole month as a period, and its start as an instant.
package struct TimeText: Sendable, Equatable {
    package enum Precision: Int, Sendable, Comparable {
        case year, month, day, hour, minute, second

        package static func < (left: Precision, right: Precision) -> Bool { left.rawValue < right.rawValue }
    }

    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    /// Seconds of the minute with their fraction, in milliseconds.
    package let milliseconds: Int
    /// Minutes east of UTC; 0 where the text names no zone.
    package let offsetMinutes: Int
    package let precision: Precision

    private static let millisecondsPerDay = 86_400_000

    /// - Returns: nil for a text that is no date, whatever the calendar.
    package init?(_ text: String) {
        var scanner = TimeScanner(text)
        guard let parsed = scanner.parse() else { return nil }
        self = parsed
    }

    package init(
        year: Int,
        month: Int,
        day: Int,
        hour: Int,
        minute: Int,
        milliseconds: Int,
        offsetMinutes: Int,
        precision: Precision
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.milliseconds = milliseconds
        self.offsetMinutes = offsetMinutes
        self.precision = precision
    }

    /// The date to the precision and in the zone that it was written in, for a message about it; UTC has no mark.
    package var words: String {
        let padded = { (number: Int, length: Int) in
            String(repeating: "0", count: max(length - String(number).count, 0)) + String(number)
        }
        var text = padded(year, 4)
        if precision >= .month { text += "-" + padded(month, 2) }
        if precision >= .day { text += "-" + padded(day, 2) }
        if precision >= .hour { text += "T" + padded(hour, 2) + ":" + padded(minute, 2) }
        if precision >= .second { text += ":" + padded(milliseconds / 1000, 2) }
        if precision >= .second, milliseconds % 1000 > 0 { text += "." + padded(milliseconds % 1000, 3) }
        guard offsetMinutes != 0 else { return text }
        let (hours, minutes) = abs(offsetMinutes).quotientAndRemainder(dividingBy: 60)
        return text + (offsetMinutes < 0 ? "-" : "+") + padded(hours, 2) + ":" + padded(minutes, 2)
    }

    /// Whether a calendar has the date: 30 February is one of `360_day` alone.
    package func exists(in calendar: CFCalendar) -> Bool {
        calendar.day(year: year, month: month, day: day) != nil
    }

    /// The first millisecond that the text covers, in `calendar`; a day that the calendar lacks becomes the last of
    /// its month.
    package func start(in calendar: CFCalendar) -> Int64? {
        let lastDay = calendar.daysInMonth(month, of: year)
        guard let number = calendar.day(year: year, month: month, day: min(day, lastDay)) else { return nil }
        let inDay = ((hour * 60 + minute) - offsetMinutes) * 60_000 + milliseconds
        return Int64(number) * Int64(Self.millisecondsPerDay) + Int64(inDay)
    }

    /// The last millisecond that the text covers: of the year, month or day for a reduced date, else its start.
    package func end(in calendar: CFCalendar) -> Int64? {
        guard let start = start(in: calendar) else { return nil }
        let days: Int
        switch precision {
        case .year: days = (1...12).reduce(0) { $0 + calendar.daysInMonth($1, of: year) }
        case .month: days = calendar.daysInMonth(month, of: year)
        case .day: days = 1
        case .hour: return start + 3_599_999
        case .minute: return start + 59_999
        case .second: return start
        }
        return start + Int64(days) * Int64(Self.millisecondsPerDay) - 1
    }

    /// A moment as `YYYY-MM-DDThh:mm:ss[.fff]Z`, with a sign and six digits for years outside 0…9999.
    package static func text(milliseconds: Int64, calendar: CFCalendar) -> String {
        let (day, inDay) = milliseconds.flooredDivision(by: Int64(millisecondsPerDay))
        let date = calendar.date(ofDay: Int(day))
        let (seconds, fraction) = Int(inDay).quotientAndRemainder(dividingBy: 1000)
        let isPlain = (0...9999).contains(date.year)
        // One allocation a text: documents list thousands of them.
        return String(unsafeUninitializedCapacity: longestText) { bytes in
            var end = 0
            func put(_ byte: UInt8) {
                bytes[end] = byte
                end += 1
            }
            func put(_ number: Int, _ width: Int) {
                var number = number.magnitude
                for place in (end..<(end + width)).reversed() {
                    bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
                    number /= 10
                }
                end += width
            }
            if !isPlain { put(UInt8(ascii: date.year < 0 ? "-" : "+")) }
            put(date.year, isPlain ? 4 : max(6, String(date.year.magnitude).utf8.count))
            put(UInt8(ascii: "-"))
            put(date.month, 2)
            put(UInt8(ascii: "-"))
            put(date.day, 2)
            put(UInt8(ascii: "T"))
            put(seconds / 3600, 2)
            put(UInt8(ascii: ":"))
            put(seconds / 60 % 60, 2)
            put(UInt8(ascii: ":"))
            put(seconds % 60, 2)
            if fraction != 0 {
                put(UInt8(ascii: "."))
                put(fraction, 3)
            }
            put(UInt8(ascii: "Z"))
            return end
        }
    }

    /// Sign, a year of nineteen digits, date, clock, fraction and zone.
    private static let longestText = 48
}
