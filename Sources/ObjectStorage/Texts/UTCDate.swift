/// A moment of UTC as date and time of day, in the Gregorian calendar.
///
/// By arithmetic: which module libc's `tm` comes from depends on what else a file imports.
package struct UTCDate: Equatable {
    /// 1 to 12, and 1 to 31.
    package var year: Int, month: Int, day: Int
    package var hour: Int, minute: Int, second: Int

    private static let secondsPerDay = 86_400
    /// Of 400 years, after which the calendar repeats.
    private static let daysPerCycle = 146_097
    /// From 0000-03-01, where counting begins since leap days then end the year, to 1970-01-01.
    private static let daysToEpoch = 719_468

    package init(secondsSinceEpoch: Int) {
        let (days, time) = Self.divided(secondsSinceEpoch, by: Self.secondsPerDay)
        let (cycle, dayOfCycle) = Self.divided(days + Self.daysToEpoch, by: Self.daysPerCycle)
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = 400 * cycle + yearOfCycle + (month <= 2 ? 1 : 0)
        (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
    }

    init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    var secondsSinceEpoch: Int { daysSinceEpoch * Self.secondsPerDay + hour * 3600 + minute * 60 + second }

    /// 0 for Sunday.
    var weekday: Int { Self.divided(daysSinceEpoch + 4, by: 7).rest }

    private var daysSinceEpoch: Int {
        let (cycle, yearOfCycle) = Self.divided(month <= 2 ? year - 1 : year, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfCycle = 365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        return cycle * Self.daysPerCycle + dayOfCycle - Self.daysToEpoch
    }

    /// Rounded down, with a rest of 0 or more.
    private static func divided(_ number: Int, by divisor: Int) -> (quotient: Int, rest: Int) {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }

    /// A number with zeros in front: `padded(7, 2)` is `07`.
    package static func padded(_ value: Int, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(count - text.utf8.count, 0)) + text
    }
}
