/// `<unit> since <date>`: what the numbers of a time coordinate mean (digest: cf.md, section 5.1).
package struct TimeUnits: Sendable, Equatable {
    package enum Unit: Sendable, Equatable {
        /// So many nanoseconds; every unit from nanosecond to week.
        case nanoseconds(Int64)
        /// Calendar months: 1, or 12 for years.
        case months(Int)
    }

    package let unit: Unit
    /// The date counted from.
    package var reference: TimeText { origin.date }
    private let origin: ReferenceDate

    /// - Returns: nil for a text that is no time unit, or whose date cannot be read.
    package init?(_ text: String) {
        let words = text.split { $0 == " " || $0 == "\t" }
        guard words.count >= 3, let unit = Self.unit(words[0].lowercased()),
            ["since", "from", "after", "ref"].contains(words[1].lowercased()),
            let origin = ReferenceDate(words[2...].joined(separator: " "))
        else { return nil }
        self.unit = unit
        self.origin = origin
    }

    /// True for a text that claims to be a time unit, readable or not.
    package static func looksLikeTime(_ text: String) -> Bool {
        let words = text.lowercased().split(maxSplits: 2) { $0 == " " || $0 == "\t" }
        return words.count >= 2 && words[1] == "since"
    }

    /// The length of a unit of time in nanoseconds; nil for months, years, and what is no unit of time.
    package static func nanoseconds(in text: String) -> Int64? {
        guard case .nanoseconds(let length)? = unit(text.lowercased()) else { return nil }
        return length
    }

    private static func unit(_ word: String) -> Unit? {
        switch word {
        case "nanosecond", "nanoseconds", "ns", "nsec", "nsecs": .nanoseconds(1)
        case "microsecond", "microseconds", "us", "usec", "usecs", "µs": .nanoseconds(1000)
        case "millisecond", "milliseconds", "ms", "msec", "msecs": .nanoseconds(1_000_000)
        case "second", "seconds", "sec", "secs", "s": .nanoseconds(1_000_000_000)
        case "minute", "minutes", "min", "mins": .nanoseconds(60_000_000_000)
        case "hour", "hours", "hr", "hrs", "h": .nanoseconds(3_600_000_000_000)
        case "day", "days", "d": .nanoseconds(86_400_000_000_000)
        case "week", "weeks": .nanoseconds(604_800_000_000_000)
        case "month", "months": .months(1)
        case "year", "years", "yr", "yrs": .months(12)
        case "common_year", "common_years": .nanoseconds(365 * 86_400_000_000_000)
        case "leap_year", "leap_years": .nanoseconds(366 * 86_400_000_000_000)
        case "julian_year", "julian_years": .nanoseconds(31_557_600_000_000_000)
        case "gregorian_year", "gregorian_years": .nanoseconds(31_556_952_000_000_000)
        default: nil
        }
    }

    /// Milliseconds since 1970-01-01 of the calendar; nil for what is no date (NaN, out of range).
    package func milliseconds(_ value: Double, in calendar: CFCalendar) -> Int64? {
        guard value.isFinite else { return nil }
        let whole = value.rounded(.down)
        guard let count = Int64(exactly: whole), let start = milliseconds(count, in: calendar) else {
            return nil
        }
        let fraction = value - whole
        guard fraction > 0 || origin.restOfMillisecond > 0 else { return start }
        switch unit {
        case .nanoseconds(let length):
            return start + Self.rounded(fraction, times: Double(length) / 1e6, plus: origin.restOfMillisecond)
        case .months:
            guard let next = milliseconds(count + 1, in: calendar) else { return nil }
            return start + Int64((fraction * Double(next - start)).rounded())
        }
    }

    /// A product, and a little more, rounded once: a double times a double is seldom a double, and the rest of it
    /// decides ties.
    private static func rounded(_ left: Double, times right: Double, plus more: Double) -> Int64 {
        let product = left * right
        let rest = (-product).addingProduct(left, right)
        let down = product.rounded(.down)
        let over = product - down + more
        let goesUp = over > 0.5 || (over == 0.5 && rest >= 0)
        return Int64(down) + (over >= 1.5 ? 2 : goesUp ? 1 : 0)
    }

    /// As for doubles, exactly.
    package func milliseconds(_ count: Int64, in calendar: CFCalendar) -> Int64? {
        guard let first = reference.start(in: calendar) else { return nil }
        let passed: Int64
        switch unit {
        case .months(let months): return Self.adding(months: count, of: months, to: reference, calendar)
        case .nanoseconds(let length) where length >= 1_000_000:
            let (product, overflows) = count.multipliedReportingOverflow(by: length / 1_000_000)
            if overflows { return nil }
            passed = product
        case .nanoseconds(let length):
            let perMillisecond = 1_000_000 / length
            let (quotient, remainder) = count.flooredDivision(by: perMillisecond)
            passed = quotient + (remainder * 2 >= perMillisecond ? 1 : 0)
        }
        let (sum, overflows) = first.addingReportingOverflow(passed)
        return overflows || abs(sum / 31_536_000_000) > 900_000 ? nil : sum
    }

    /// The reference moved by whole calendar months; its day is cut to the length of the month reached.
    private static func adding(
        months count: Int64,
        of months: Int,
        to reference: TimeText,
        _ calendar: CFCalendar
    ) -> Int64? {
        guard abs(count) < 10_000_000 else { return nil }
        let total = reference.year * 12 + reference.month - 1 + Int(count) * months
        let (year, month) = total.flooredDivision(by: 12)
        guard CFCalendar.years.contains(year) else { return nil }
        let moved = TimeText(
            year: year,
            month: month + 1,
            day: reference.day,
            hour: reference.hour,
            minute: reference.minute,
            milliseconds: reference.milliseconds,
            offsetMinutes: reference.offsetMinutes,
            precision: .second
        )
        return moved.start(in: calendar)
    }
}
