package import CF
package import Cube

/// What clients that offer times to choose from ask of an axis of dates.
package struct StepFacts: Sendable {
    private let times: TimeCoordinates
    private let steps: TimeSteps

    /// More days than this are not listed: of them the newest are, half a century.
    private static let mostDays = 20_000

    /// Nil for an axis without dates.
    package init?(_ axis: Axis) {
        guard let times = axis.times, !times.known.isEmpty else { return nil }
        self.times = times
        steps = TimeSteps(axis, times)
    }

    /// The step nearest to a date as a client writes it, or to what a picture without a time shows.
    package func nearest(to text: String?) -> String? {
        let wanted = text.flatMap { TimeText($0) }.flatMap { $0.start(in: times.calendar) }
        return wanted.flatMap(steps.nearest).map(name) ?? steps.current.map(name) ?? steps.latest.map(name)
    }

    /// The days that have steps, ascending, as year, month and day of the axis's calendar.
    package var days: [(year: Int, month: Int, day: Int)] {
        let perDay: Int64 = 86_400_000
        var seen: Set<Int64> = []
        for moment in times.known { seen.insert(Int64((Double(moment) / Double(perDay)).rounded(.down))) }
        return seen.sorted().suffix(Self.mostDays).map { times.calendar.date(ofDay: Int($0)) }
    }

    /// The steps of a reduced date, such as a day, ascending; nil for a text that is no date.
    package func steps(of date: String) -> [String]? {
        guard let text = TimeText(date), text.exists(in: times.calendar),
            let start = text.start(in: times.calendar), let end = text.end(in: times.calendar)
        else { return nil }
        return moments(in: start...end).map(name)
    }

    /// The steps between two dates, both included; nil where one of them is none.
    package func steps(from first: String, to last: String) -> [String]? {
        guard let start = TimeText(first).flatMap({ $0.start(in: times.calendar) }),
            let end = TimeText(last).flatMap({ $0.end(in: times.calendar) }), start <= end
        else { return nil }
        return moments(in: start...end).map(name)
    }

    private func moments(in range: ClosedRange<Int64>) -> [Int64] {
        Set(times.known.filter(range.contains)).sorted()
    }

    private func name(_ moment: Int64) -> String {
        TimeText.text(milliseconds: moment, calendar: times.calendar)
    }
}
