internal import CF

/// Marks along an axis of time: whole seconds, minutes, hours, days, months or years of its calendar.
enum TimeTicks {
    private static let second = 1000.0
    private static let minute = 60 * second
    private static let hour = 60 * minute
    private static let day = 24 * hour
    /// Steps that divide a day.
    private static let parts =
        [1, 2, 5, 10, 15, 30].map { $0 * second } + [1, 2, 5, 10, 15, 30].map { $0 * minute }
        + [1, 2, 3, 6, 12].map { $0 * hour }
    private static let days = [1, 2, 5, 10]
    private static let months = [1, 2, 3, 6]
    private static let years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]

    /// `range` is in milliseconds.
    static func ticks(over range: ClosedRange<Double>, _ calendar: CFCalendar, most: Int) -> [PlotTick] {
        let span = range.upperBound - range.lowerBound
        let least = span / Double(max(most, 1))
        guard abs(range.lowerBound) < 1e17, abs(range.upperBound) < 1e17 else { return [] }
        if let step = parts.first(where: { $0 >= least }) { return even(range, step, calendar) }
        if let step = days.first(where: { Double($0) * day >= least }) {
            return dates(range, calendar, days: step)
        }
        if let step = months.first(where: { Double($0) * 30 * day >= least }) {
            return dates(range, calendar, months: step)
        }
        let step = years.first { Double($0) * 365 * day >= least } ?? 100_000
        return dates(range, calendar, months: 12 * step)
    }

    /// Steps inside a day, with the date below the first of each.
    private static func even(_ range: ClosedRange<Double>, _ step: Double, _ calendar: CFCalendar)
        -> [PlotTick]
    {
        var (ticks, date): ([PlotTick], String) = ([], "")
        var moment = (range.lowerBound / step).rounded(.up) * step
        while moment <= range.upperBound, ticks.count < 200 {
            let text = TimeText.text(milliseconds: Int64(moment), calendar: calendar)
            let parts = text.split(separator: "T")
            let clock = (parts.last ?? "").prefix(step < minute ? 8 : 5)
            let own = String(parts.first ?? "")
            ticks.append(PlotTick(number: moment, text: String(clock), below: own == date ? nil : own))
            date = own
            moment += step
        }
        return ticks
    }

    /// Days of a month that are so many apart.
    private static func dates(_ range: ClosedRange<Double>, _ calendar: CFCalendar, days: Int) -> [PlotTick] {
        var ticks: [PlotTick] = []
        var number = Int((range.lowerBound / day).rounded(.up))
        while Double(number) * day <= range.upperBound, ticks.count < 200 {
            let date = calendar.date(ofDay: number)
            // Of steps of more than a day those that begin with the month; none just before the next one.
            let length = calendar.daysInMonth(date.month, of: date.year)
            if (date.day - 1) % days == 0, days == 1 || date.day + days / 2 <= length {
                ticks.append(tick(number, calendar))
            }
            number += 1
        }
        return ticks
    }

    /// First days of months that are so many apart.
    private static func dates(_ range: ClosedRange<Double>, _ calendar: CFCalendar, months: Int) -> [PlotTick]
    {
        let first = calendar.date(ofDay: Int((range.lowerBound / day).rounded(.down)))
        let count = first.year * 12 + first.month - 1
        var month = Int((Double(count) / Double(months)).rounded(.down)) * months
        var ticks: [PlotTick] = []
        for _ in 0..<400 {
            let year = Int((Double(month) / 12).rounded(.down))
            if let number = calendar.day(year: year, month: month - 12 * year + 1, day: 1) {
                guard Double(number) * day <= range.upperBound else { break }
                if Double(number) * day >= range.lowerBound {
                    ticks.append(tick(number, calendar, length: months % 12 == 0 ? 1 : 2))
                }
            }
            month += months
        }
        return ticks
    }

    /// A day; `length` is how many of year, month and day are told.
    private static func tick(_ number: Int, _ calendar: CFCalendar, length: Int = 3) -> PlotTick {
        let moment = Int64(number) * Int64(day)
        let date = TimeText.text(milliseconds: moment, calendar: calendar).prefix { $0 != "T" }
        var text = String(date)
        for _ in length..<3 {
            if let dash = text.lastIndex(of: "-"), dash > text.startIndex { text = String(text[..<dash]) }
        }
        return PlotTick(number: Double(moment), text: text, below: nil)
    }
}
