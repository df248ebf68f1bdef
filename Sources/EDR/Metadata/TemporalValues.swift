internal import CF

/// The times of an extent: runs of equal steps as recurrences, the rest one by one, and an interval where that would
/// be long.
struct TemporalValues {
    let first: String
    let last: String
    /// Members of `extent.temporal.values`.
    let texts: [String]

    /// As many entries as a client reads gladly.
    private static let maxEntries = 300
    /// Times that are listed where they cannot be summed up: half a century of days, 460 kB.
    private static let maxListed = 20_000
    /// A run shorter than this is not worth a recurrence.
    private static let shortestRun = 3

    /// - Returns: nil when there is no time at all.
    init?(merging lists: [[Int64]], calendar: CFCalendar) {
        let times = Self.merged(lists)
        guard let first = times.first, let last = times.last else { return nil }
        self.first = TimeText.text(milliseconds: first, calendar: calendar)
        self.last = TimeText.text(milliseconds: last, calendar: calendar)
        texts =
            Self.listed(times, calendar: calendar) ?? Self.months(times, calendar: calendar) ?? Self.runs(
                times,
                calendar: calendar
            )
            ?? ["\(self.first)/\(self.last)"]
    }

    /// Every time of a calendar that is not the Gregorian: clients would expand recurrences by the calendar they know.
    ///
    /// Nil for the Gregorian; of very many times the interval is told.
    private static func listed(_ times: [Int64], calendar: CFCalendar) -> [String]? {
        guard calendar != .standard, calendar != .prolepticGregorian else { return nil }
        let ends = times.count > maxListed ? [times[0], times[times.count - 1]] : []
        let texts = (ends.isEmpty ? times : ends).map { TimeText.text(milliseconds: $0, calendar: calendar) }
        return ends.isEmpty ? texts : [texts.joined(separator: "/")]
    }

    /// Ascending, each once.
    private static func merged(_ lists: [[Int64]]) -> [Int64] {
        if lists.count == 1, zip(lists[0], lists[0].dropFirst()).allSatisfy(<) { return lists[0] }
        let sorted = lists.flatMap { $0 }.sorted()
        return zip(sorted, [nil] + sorted.map(Optional.some)).compactMap { $0 == $1 ? nil : $0 }
    }

    /// Runs of equal steps, taken greedily; nil when there are too many.
    private static func runs(_ times: [Int64], calendar: CFCalendar) -> [String]? {
        var texts: [String] = []
        var start = 0
        while start < times.count {
            var end = start + 1
            while end + 1 < times.count, times[end + 1] - times[end] == times[start + 1] - times[start] {
                end += 1
            }
            let text = TimeText.text(milliseconds: times[start], calendar: calendar)
            if end < times.count, end - start + 1 >= shortestRun {
                let step = ISODuration(milliseconds: times[start + 1] - times[start]).text
                texts.append("R\(end - start)/\(text)/\(step)")
                start = end + 1
            } else {
                texts.append(text)
                start += 1
            }
            guard texts.count <= maxEntries else { return nil }
        }
        return texts
    }

    /// A single recurrence of whole months, where every time is the same day and clock of its month.
    private static func months(_ times: [Int64], calendar: CFCalendar) -> [String]? {
        guard times.count >= shortestRun, times[1] - times[0] >= 28 * 86_400_000 else { return nil }
        // Dates cost more than moments: the first that does not fit ends the search.
        let first = moment(times[0], calendar)
        let step = moment(times[1], calendar).month - first.month
        guard step > 0 else { return nil }
        for (index, time) in times.enumerated() {
            let moment = moment(time, calendar)
            guard moment.month == first.month + index * step, moment.rest == first.rest else { return nil }
        }
        let text = TimeText.text(milliseconds: times[0], calendar: calendar)
        return ["R\(times.count - 1)/\(text)/\(ISODuration(months: step).text)"]
    }

    /// The month counted from year 0, and the milliseconds since its beginning.
    private static func moment(_ time: Int64, _ calendar: CFCalendar) -> (month: Int, rest: Int64) {
        let inDay = ((time % 86_400_000) + 86_400_000) % 86_400_000
        let date = calendar.date(ofDay: Int((time - inDay) / 86_400_000))
        return (date.year * 12 + date.month - 1, Int64(date.day - 1) * 86_400_000 + inDay)
    }
}
