internal import CF
internal import Cube
internal import Failures
internal import Grids

/// A value of TIME, or of another dimension of dates, and the step that it means: of several the last.
struct TimeSelection {
    let selector: AxisSelector
    /// What is drawn in place of what was asked for; nil for the same.
    let substitute: DimensionSelection.Substitute?
    /// All moments that are meant; empty for an instant alone, and for the default.
    let periods: [ClosedRange<Int64>]

    /// The step of one item of a list.
    private struct Found {
        let step: Int64
        let substitute: DimensionSelection.Substitute?
        let period: ClosedRange<Int64>
    }

    init(
        _ text: String,
        of axis: Axis,
        times: TimeCoordinates,
        parameter: String,
        tolerance: DimensionTolerance? = nil
    ) throws(Failure) {
        if tolerance == nil, let selector = Self.quick(text, in: times.calendar) {
            (self.selector, substitute, periods) = (selector, nil, [])
            return
        }
        let steps = TimeSteps(axis, times)
        let refusal = Failure.invalid(
            parameter: parameter,
            received: text,
            expected:
                "an instant, 'start/end', 'start/end/P1D', 'start/P1D', 'P1D/end', 'current', 'latest', "
                + "or at most \(DimensionSelection.maxItems) of them, within \(axis.extentText)"
        )
        guard let items = DimensionSelection.items(text) else { throw refusal }
        var asked: [AskedTime] = []
        for item in items {
            guard let time = AskedTime(item, among: steps) else { throw refusal }
            asked.append(time)
        }
        let found = asked.compactMap { Self.found($0, steps, axis, times, tolerance) }
        guard let last = found.max(by: { $0.step < $1.step }), let chosen = steps.text(last.step) else {
            throw Self.absent(asked, text, parameter, steps, tolerance)
        }
        selector = .instant(chosen)
        periods = found.map(\.period)
        substitute = found.contains { $0.step != last.step } ? .last : last.substitute
    }

    /// A value for which no step is looked up here, as tiles ask for most often; nil for others.
    private static func quick(_ text: String, in calendar: CFCalendar) -> AxisSelector? {
        if text == "current" { return .byDefault }
        let ends = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = ends.first, ends.allSatisfy({ $0 == first }),
            let instant = TimeText(String(first)), instant.exists(in: calendar),
            let start = instant.start(in: calendar), start == instant.end(in: calendar)
        else { return nil }
        return .instant(instant)
    }

    /// The step of one item; nil where there is none, which a list may have beside others.
    private static func found(
        _ asked: AskedTime,
        _ steps: TimeSteps,
        _ axis: Axis,
        _ times: TimeCoordinates,
        _ tolerance: DimensionTolerance?
    ) -> Found? {
        switch asked {
        case .current:
            return steps.current.map { Found(step: $0, substitute: nil, period: $0...$0) }
        case .instant(let instant, let moment):
            return step(at: moment, instant, steps, axis, times, tolerance)
        case .date(let date, let range):
            guard let ends = steps.ends(in: range) else {
                return step(at: range.lowerBound, date, steps, axis, times, tolerance)
            }
            let substitute: DimensionSelection.Substitute? = ends.first == ends.last ? nil : .first
            return Found(step: ends.first, substitute: substitute, period: range)
        case .interval(let range, let every):
            guard let ends = steps.ends(in: range) else { return nil }
            if let every, let step = steps.last(in: range, every: every) {
                return Found(step: step, substitute: ends.first == ends.last ? nil : .last, period: range)
            }
            let isOne = ends.first == ends.last
            return Found(
                step: ends.last,
                substitute: every != nil ? .nearest : isOne ? nil : .last,
                period: range
            )
        }
    }

    /// The step whose cell holds a moment, or the nearest within a tolerance.
    private static func step(
        at moment: Int64,
        _ text: TimeText,
        _ steps: TimeSteps,
        _ axis: Axis,
        _ times: TimeCoordinates,
        _ tolerance: DimensionTolerance?
    ) -> Found? {
        let near: Int64?
        if let tolerance {
            near = steps.nearest(to: moment).flatMap {
                tolerance.allows($0, for: moment, in: steps.calendar) ? $0 : nil
            }
        } else {
            let index = (try? axis.indices(.instant(text)))?.first?.start
            near = index.flatMap { times.milliseconds.indices.contains($0) ? times.milliseconds[$0] : nil }
        }
        return near.map { Found(step: $0, substitute: $0 == moment ? nil : .nearest, period: $0...$0) }
    }

    /// That none of what is asked for holds a step.
    private static func absent(
        _ asked: [AskedTime],
        _ text: String,
        _ parameter: String,
        _ steps: TimeSteps,
        _ tolerance: DimensionTolerance?
    ) -> Failure {
        let (expected, moment): (String, Int64?) =
            switch asked.first {
            case .interval(let range, _)?: ("an interval that holds a step", range.lowerBound)
            case .instant(_, let moment)?: ("a step", moment)
            case .date(_, let range)?: ("a step", range.lowerBound)
            case .current?, nil: ("a step", nil)
            }
        return .invalid(
            parameter: parameter,
            received: text,
            expected: expected + (tolerance.map { " within \($0.text)" } ?? "")
                + (moment.map(steps.neighbours) ?? "")
        )
    }
}
