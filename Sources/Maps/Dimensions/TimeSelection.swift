internal import CF
internal import Cube
internal import Failures

/// A value of TIME, or of another dimension of dates, and the step that it means.
struct TimeSelection {
    let selector: AxisSelector
    /// True for an interval or a reduced date that holds other steps too, or whose own steps are others.
    let isNarrowed: Bool
    /// All moments that are meant; nil for an instant, and for the default.
    let period: ClosedRange<Int64>?

    init(
        _ text: String,
        of axis: Axis,
        times: TimeCoordinates,
        parameter: String
    ) throws(Failure) {
        let refusal = Failure.invalid(
            parameter: parameter,
            received: text,
            expected: "one instant, 'start/end', 'start/P1D' or 'P1D/end' within \(axis.extentText)"
        )
        guard !text.contains(",") else { throw refusal }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, parts.count <= 3 else { throw refusal }
        if parts.count == 1, first == "current" {
            (selector, isNarrowed, period) = (.byDefault, false, nil)
            return
        }
        guard let (from, to) = Self.interval(parts, in: times.calendar), to >= from else { throw refusal }
        if parts.count == 1, from == to, let instant = TimeText(first) {
            (selector, isNarrowed, period) = (.instant(instant), false, nil)
            return
        }
        let inside = times.known.filter { (from...to).contains($0) }
        guard parts.count == 1 || !inside.isEmpty else {
            throw .invalid(
                parameter: parameter,
                received: text,
                expected: "an interval that holds a step" + Self.neighbours(of: from, times)
            )
        }
        let earliest = inside.min() ?? from
        guard let chosen = TimeText(TimeText.text(milliseconds: earliest, calendar: times.calendar)) else {
            throw refusal
        }
        (selector, period) = (.instant(chosen), from...to)
        isNarrowed =
            inside.contains { $0 != earliest } || (parts.count == 3 && !inside.isEmpty && earliest != from)
    }

    /// The last step before a moment and the first behind it, in words.
    private static func neighbours(of moment: Int64, _ times: TimeCoordinates) -> String {
        let near = [times.known.filter { $0 < moment }.max(), times.known.filter { $0 >= moment }.min()]
            .compactMap { $0 }.map { TimeText.text(milliseconds: $0, calendar: times.calendar) }
        return near.isEmpty ? "" : "; the nearest: \(near.joined(separator: ", "))"
    }

    /// The first and the last moment of an instant, of `start/end`, `start/end/step`, `start/P1D` or `P1D/end`; nil for
    /// other texts.
    ///
    /// The end of a length of time is the beginning of the next one, and does not belong to it.
    private static func interval(_ parts: [String], in calendar: CFCalendar) -> (from: Int64, to: Int64)? {
        if parts.count == 3, ISODuration(parts[2]) == nil { return nil }
        let length = parts.count == 2 ? ISODuration(parts[1]) : nil
        if let first = date(parts[0], in: calendar), let start = first.start(in: calendar) {
            guard parts.count > 1 else { return first.end(in: calendar).map { (start, $0) } }
            if let length {
                return length.added(to: start, times: 1, in: calendar).map { (start, max($0, .min + 1) - 1) }
            }
            let end = parts[1] == "current" ? Int64.max : date(parts[1], in: calendar)?.end(in: calendar)
            return end.map { (start, $0) }
        }
        guard parts.count == 2, let length = ISODuration(parts[0]), let end = end(parts[1], in: calendar),
            let start = length.added(to: end, times: -1, in: calendar)
        else { return nil }
        return (min(start, .max - 1) + 1, end)
    }

    /// A date that the calendar has: 30 February is one of `360_day` alone.
    private static func date(_ text: String, in calendar: CFCalendar) -> TimeText? {
        TimeText(text).flatMap { $0.exists(in: calendar) ? $0 : nil }
    }

    /// `current` is now here: a length of time up to it has a beginning.
    private static func end(_ text: String, in calendar: CFCalendar) -> Int64? {
        guard text == "current" else { return date(text, in: calendar)?.end(in: calendar) }
        let now = TimeText(TimeText.text(milliseconds: Dataset.nowMilliseconds, calendar: .standard))
        return now?.start(in: calendar)
    }
}
