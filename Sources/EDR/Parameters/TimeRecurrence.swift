internal import CF
internal import Cube
internal import Failures
internal import Grids

/// `Rn/start/duration` (ISO 8601-1, section 5.6): `repetitions + 1` moments.
struct TimeRecurrence: Sendable, Equatable {
    let repetitions: Int
    let start: TimeText
    let step: ISODuration

    /// Every minute of almost two years, or every month of all years.
    private static let maxRepetitions = 1_000_000
    /// Positions that are looked for one by one on an axis without order.
    private static let maxUnordered = 1000

    /// - Returns: nil for other texts, and for recurrences without an end.
    init?(_ text: String) {
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let start = TimeText(String(parts[1])), let step = ISODuration(parts[2])
        else {
            return nil
        }
        var scanner = TextScanner(parts[0])
        guard let repetitions = scanner.takeCount(), scanner.isAtEnd, repetitions <= Self.maxRepetitions
        else {
            return nil
        }
        self.repetitions = repetitions
        self.start = start
        self.step = step
    }

    /// The positions of `axis` that are among the moments, or its start alone when none is, so that the cube can say
    /// what the axis covers.
    ///
    /// - Throws: `Failure.unsupported` for many times of an axis without order.
    func selector(for axis: Axis) throws(Failure) -> AxisSelector {
        guard let times = axis.times else { return .instant(start) }
        let matches = positions(in: times).map { Double(times.milliseconds[$0]) }
        guard axis.cells.knownOrder != .unordered || matches.count <= Self.maxUnordered else {
            throw .unsupported(
                reason: "The times of '\(axis.name)' are in no order; ask for an interval of them"
            )
        }
        return matches.isEmpty ? .instant(start) : .values(matches)
    }

    /// Indices of the times that are moments of the recurrence.
    func positions(in times: TimeCoordinates) -> [Int] {
        guard let first = start.start(in: times.calendar) else { return [] }
        let milliseconds = times.milliseconds
        guard step.months > 0 else {
            return milliseconds.indices.filter { isMoment(milliseconds[$0], after: first) }
        }
        guard let last = milliseconds.max() else { return [] }
        let moments = Set(moments(in: times.calendar, until: last))
        return milliseconds.indices.filter { moments.contains(milliseconds[$0]) }
    }

    private func isMoment(_ moment: Int64, after first: Int64) -> Bool {
        let (passed, isTooLong) = moment.subtractingReportingOverflow(first)
        guard !isTooLong, passed >= 0 else { return false }
        let (count, rest) = passed.quotientAndRemainder(dividingBy: step.milliseconds)
        return rest == 0 && count <= repetitions
    }

    /// The moments in milliseconds since 1970 up to `last`, in the calendar of the data: with months in the step at
    /// most one for each month of all years.
    func moments(in calendar: CFCalendar, until last: Int64) -> [Int64] {
        var moments: [Int64] = []
        for repetition in 0...repetitions {
            guard let moment = moment(repetition, in: calendar), moment <= last else { break }
            moments.append(moment)
        }
        return moments
    }

    /// Months are counted from the start, so that the 31st comes back after a shorter month.
    private func moment(_ repetition: Int, in calendar: CFCalendar) -> Int64? {
        let (exact, isTooLong) = Int64(repetition).multipliedReportingOverflow(by: step.milliseconds)
        guard !isTooLong, let first = start.start(in: calendar),
            let days = daysPassed(repetition, in: calendar)
        else { return nil }
        let (moment, isTooLate) = (first + Int64(days) * 86_400_000).addingReportingOverflow(exact)
        return isTooLate ? nil : moment
    }

    /// Days that the months of so many repetitions make; the calendar's years are bounded, so the sum is too.
    private func daysPassed(_ repetition: Int, in calendar: CFCalendar) -> Int? {
        guard step.months > 0 else { return 0 }
        let months = start.month - 1 + repetition * step.months
        guard let before = Self.day(start.year, start.month, start.day, in: calendar),
            let day = Self.day(start.year + months / 12, months % 12 + 1, start.day, in: calendar)
        else { return nil }
        return day - before
    }

    /// A day that its month lacks is the month's last.
    private static func day(_ year: Int, _ month: Int, _ day: Int, in calendar: CFCalendar) -> Int? {
        guard abs(year) <= 1_000_000 else { return nil }
        return calendar.day(year: year, month: month, day: min(day, calendar.daysInMonth(month, of: year)))
    }
}
