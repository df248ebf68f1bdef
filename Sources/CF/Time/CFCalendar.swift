/// The calendars of CF 1.11, section 4.4.1, as arithmetic on days.
///
/// Day numbers count from 1970-01-01 of the calendar itself; years are astronomical (year 0 exists).
package enum CFCalendar: Sendable, Hashable, CaseIterable {
    case standard, prolepticGregorian, julian, noLeap, allLeap, day360

    /// - Parameter name: the `calendar` attribute in any case; nil and "" mean standard.
    package init?(name: String?) {
        switch name?.lowercased() {
        case nil, "", "standard", "gregorian", "tai", "utc": self = .standard
        case "proleptic_gregorian": self = .prolepticGregorian
        case "julian": self = .julian
        case "noleap", "365_day": self = .noLeap
        case "all_leap", "366_day": self = .allLeap
        case "360_day": self = .day360
        default: return nil
        }
    }

    /// The CF name.
    package var name: String {
        switch self {
        case .standard: "standard"
        case .prolepticGregorian: "proleptic_gregorian"
        case .julian: "julian"
        case .noLeap: "noleap"
        case .allLeap: "all_leap"
        case .day360: "360_day"
        }
    }

    /// 1582-10-15 as a Gregorian day: the standard calendar is Julian before it.
    private static let firstGregorianDay = -141_427
    /// Years beyond these are nobody's data; with them no sum of days or milliseconds overflows.
    package static let years = -1_000_000...1_000_000

    func isLeap(_ year: Int) -> Bool {
        switch self {
        case .noLeap, .day360: false
        case .allLeap: true
        case .julian: year % 4 == 0
        case .prolepticGregorian: Self.isGregorianLeap(year)
        case .standard: year <= 1582 ? year % 4 == 0 : Self.isGregorianLeap(year)
        }
    }

    private static func isGregorianLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    package func daysInMonth(_ month: Int, of year: Int) -> Int {
        if self == .day360 { return 30 }
        switch month {
        case 2: return isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    /// The day number of a date, or nil if the calendar has no such date.
    package func day(year: Int, month: Int, day: Int) -> Int? {
        guard Self.years.contains(year), (1...12).contains(month), day >= 1,
            day <= daysInMonth(month, of: year)
        else {
            return nil
        }
        switch self {
        case .day360: return 360 * (year - 1970) + 30 * (month - 1) + day - 1
        case .noLeap, .allLeap: return fixedYearDay(year, month, day)
        case .prolepticGregorian: return Self.gregorianDay(year, month, day)
        case .julian: return Self.julianDay(year, month, day)
        case .standard:
            let gregorian = Self.gregorianDay(year, month, day)
            if gregorian >= Self.firstGregorianDay { return gregorian }
            let julian = Self.julianDay(year, month, day)
            return julian < Self.firstGregorianDay ? julian : nil
        }
    }

    /// The date of a day number.
    package func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        switch self {
        case .day360:
            let (year, rest) = day.flooredDivision(by: 360)
            return (year + 1970, rest / 30 + 1, rest % 30 + 1)
        case .noLeap, .allLeap: return fixedYearDate(day)
        case .prolepticGregorian: return Self.gregorianDate(day)
        case .julian: return Self.julianDate(day)
        case .standard: return day >= Self.firstGregorianDay ? Self.gregorianDate(day) : Self.julianDate(day)
        }
    }

    // Years of constant length.

    private var yearLength: Int { self == .allLeap ? 366 : 365 }

    private func fixedYearDay(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let before = (1..<month).reduce(0) { $0 + daysInMonth($1, of: year) }
        return (year - 1970) * yearLength + before + day - 1
    }

    private func fixedYearDate(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let (year, rest) = day.flooredDivision(by: yearLength)
        var left = rest
        var month = 1
        while left >= daysInMonth(month, of: year) {
            left -= daysInMonth(month, of: year)
            month += 1
        }
        return (year + 1970, month, left + 1)
    }

    // The year is shifted to begin in March, so that the leap day is its last.

    private static func dayOfShiftedYear(_ month: Int, _ day: Int) -> Int {
        (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    }

    private static func monthAndDay(_ dayOfShiftedYear: Int) -> (month: Int, day: Int) {
        let shifted = (5 * dayOfShiftedYear + 2) / 153
        return (shifted < 10 ? shifted + 3 : shifted - 9, dayOfShiftedYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func gregorianDay(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let (era, inEra) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
        return 146_097 * era + 365 * inEra + inEra / 4 - inEra / 100 + dayOfShiftedYear(month, day) - 719_468
    }

    private static func gregorianDate(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let (era, inEra) = (day + 719_468).flooredDivision(by: 146_097)
        let year = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
        let (month, day) = monthAndDay(inEra - (365 * year + year / 4 - year / 100))
        return (400 * era + year + (month <= 2 ? 1 : 0), month, day)
    }

    private static func julianDay(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let (cycle, inCycle) = (month <= 2 ? year - 1 : year).flooredDivision(by: 4)
        return 1461 * cycle + 365 * inCycle + dayOfShiftedYear(month, day) - 719_470
    }

    private static func julianDate(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let (cycle, inCycle) = (day + 719_470).flooredDivision(by: 1461)
        let year = min(inCycle / 365, 3)
        let (month, day) = monthAndDay(inCycle - 365 * year)
        return (4 * cycle + year + (month <= 2 ? 1 : 0), month, day)
    }
}

extension BinaryInteger {
    /// Quotient rounded down, and the remainder, which is never negative.
    func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
