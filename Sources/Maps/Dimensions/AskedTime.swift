internal import CF

/// One item of a list of times, as a request writes it (OGC 06-042, annex D; the words `current` and `latest` beside it).
enum AskedTime {
    /// What a picture without a time shows.
    case current
    case instant(TimeText, Int64)
    /// A reduced date, such as a day: all of its moments.
    case date(TimeText, ClosedRange<Int64>)
    /// `start/end`, `start/P1D`, `P1D/end`, with a period between the moments that are meant, or without.
    case interval(ClosedRange<Int64>, every: ISODuration?)

    /// Nil for texts that are none of these, and for intervals that end before they begin.
    ///
    /// The end of a length of time is the beginning of the next one, and does not belong to it.
    init?(_ text: Substring, among steps: TimeSteps) {
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            guard let time = Self.single(parts[0], among: steps) else { return nil }
            self = time
        case 2, 3:
            let every = parts.count == 3 ? ISODuration(parts[2]) : nil
            guard parts.count == 2 || every != nil,
                let (from, to) = Self.ends(parts[0], parts[1], among: steps), from <= to
            else { return nil }
            self = .interval(from...to, every: every)
        default: return nil
        }
    }

    private static func single(_ text: Substring, among steps: TimeSteps) -> AskedTime? {
        if text == "current" { return .current }
        if text == "latest", let latest = steps.latest, let instant = steps.text(latest) {
            return .instant(instant, latest)
        }
        guard let date = date(text, in: steps.calendar), let start = date.start(in: steps.calendar),
            let end = date.end(in: steps.calendar)
        else { return nil }
        return start == end ? .instant(date, start) : .date(date, start...end)
    }

    private static func ends(_ first: Substring, _ second: Substring, among steps: TimeSteps)
        -> (from: Int64, to: Int64)?
    {
        if let start = moment(first, among: steps)?.lowerBound {
            if let length = ISODuration(second) {
                let end = length.added(to: start, times: 1, in: steps.calendar)
                return end.map { (start, max($0, .min + 1) - 1) }
            }
            return moment(second, among: steps).map { (start, $0.upperBound) }
        }
        guard let length = ISODuration(first), let end = moment(second, among: steps)?.upperBound,
            let start = length.added(to: end, times: -1, in: steps.calendar)
        else { return nil }
        return (min(start, .max - 1) + 1, end)
    }

    /// The moments that one end of an interval covers.
    private static func moment(_ text: Substring, among steps: TimeSteps) -> ClosedRange<Int64>? {
        switch text {
        case "current": return steps.current.map { $0...$0 }
        case "latest": return steps.latest.map { $0...$0 }
        default:
            guard let date = date(text, in: steps.calendar), let start = date.start(in: steps.calendar),
                let end = date.end(in: steps.calendar)
            else { return nil }
            return start...max(start, end)
        }
    }

    /// A date that the calendar has: 30 February is one of `360_day` alone.
    private static func date(_ text: Substring, in calendar: CFCalendar) -> TimeText? {
        TimeText(String(text)).flatMap { $0.exists(in: calendar) ? $0 : nil }
    }
}
