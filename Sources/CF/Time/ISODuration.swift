/// A positive length of time as ISO 8601 writes it: calendar months apart from exact time.
package struct ISODuration: Sendable, Equatable {
    package let months: Int
    package let milliseconds: Int64

    private static let millisecondsPerDay: Int64 = 86_400_000
    /// Seconds of a designator and those that may still follow it.
    private static let dateUnits: [(letter: Unicode.Scalar, months: Int, milliseconds: Int64)] = [
        ("Y", 12, 0), ("M", 1, 0), ("W", 0, 7 * millisecondsPerDay), ("D", 0, millisecondsPerDay),
    ]
    private static let clockUnits: [(letter: Unicode.Scalar, milliseconds: Int64)] = [
        ("H", 3_600_000), ("M", 60_000), ("S", 1000),
    ]

    package init(months: Int = 0, milliseconds: Int64 = 0) {
        self.months = months
        self.milliseconds = milliseconds
    }

    /// `P1Y2M3W4DT5H6M7.5S`, any part absent but not all; nil for other texts and for no time at all.
    package init?(_ text: some StringProtocol) {
        var scanner = TextScanner(text.uppercased())
        guard text.utf8.count <= 64, scanner.take("P") else { return nil }
        var months = 0
        var milliseconds: Int64 = 0
        var isClock = false
        var unit = 0
        while !scanner.isAtEnd {
            if !isClock, scanner.take("T") {
                isClock = true
                unit = 0
                guard !scanner.isAtEnd else { return nil }
            }
            guard let part = Self.part(&scanner, isClock: isClock, unit: &unit) else { return nil }
            months += part.months
            milliseconds += part.milliseconds
        }
        guard months > 0 || milliseconds > 0 else { return nil }
        self.init(months: months, milliseconds: milliseconds)
    }

    /// One number with its designator; `unit` keeps designators in their order.
    private static func part(
        _ scanner: inout TextScanner,
        isClock: Bool,
        unit: inout Int
    ) -> (months: Int, milliseconds: Int64)? {
        guard let number = scanner.takeNumber(), number >= 0, number < 1e7 else { return nil }
        let letters = isClock ? clockUnits.map(\.letter) : dateUnits.map(\.letter)
        guard let found = letters.indices.dropFirst(unit).first(where: { scanner.take(letters[$0]) }) else {
            return nil
        }
        unit = found + 1
        if isClock { return (0, Int64((number * Double(clockUnits[found].milliseconds)).rounded())) }
        guard number == number.rounded() else { return nil }
        let count = Int(number)
        return (count * dateUnits[found].months, Int64(count) * dateUnits[found].milliseconds)
    }

    /// A moment in milliseconds since 1970 moved by so many of this length; a day that the month reached lacks is its last.
    package func added(to moment: Int64, times: Int, in calendar: CFCalendar) -> Int64? {
        var result = moment
        if months > 0 {
            let inDay =
                ((moment % Self.millisecondsPerDay) + Self.millisecondsPerDay) % Self.millisecondsPerDay
            let date = calendar.date(ofDay: Int((moment - inDay) / Self.millisecondsPerDay))
            let total = date.year * 12 + date.month - 1 + times * months
            let year = Int((Double(total) / 12).rounded(.down))
            let month = total - year * 12 + 1
            guard abs(year) <= 1_000_000 else { return nil }
            let day = min(date.day, calendar.daysInMonth(month, of: year))
            guard let number = calendar.day(year: year, month: month, day: day) else { return nil }
            result = Int64(number) * Self.millisecondsPerDay + inDay
        }
        let (exact, isTooLong) = milliseconds.multipliedReportingOverflow(by: Int64(times))
        let (sum, isTooFar) = result.addingReportingOverflow(exact)
        return isTooLong || isTooFar ? nil : sum
    }

    /// The shortest usual text: `P1M`, `P1D`, `PT6H`, `PT0.5S`.
    package var text: String {
        if milliseconds == 0 { return months % 12 == 0 ? "P\(months / 12)Y" : "P\(months)M" }
        let start = months == 0 ? "P" : "P\(months)M"
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: Self.millisecondsPerDay)
        let date = days > 0 ? start + "\(days)D" : start
        guard rest > 0 else { return date }
        let (hours, minutes) = (rest / 3_600_000, rest / 60_000 % 60)
        let seconds = rest % 60_000
        let fraction = seconds % 1000 == 0 ? "" : "." + String(String(1000 + seconds % 1000).dropFirst())
        return date + "T" + (hours > 0 ? "\(hours)H" : "") + (minutes > 0 ? "\(minutes)M" : "")
            + (seconds > 0 ? "\(seconds / 1000)\(fraction)S" : "")
    }

    /// A moment so much later (`times` 1) or earlier (−1) as a text, in a calendar; nil where it has no such date.
    package func moved(_ moment: Int64?, times: Int, in calendar: CFCalendar) -> TimeText? {
        guard let moment, let end = added(to: moment, times: times, in: calendar) else { return nil }
        return TimeText(TimeText.text(milliseconds: end, calendar: calendar))
    }
}
