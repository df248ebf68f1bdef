internal import CF
internal import Cube

/// The dates of an axis in their order, to look for steps in.
struct TimeSteps {
    let calendar: CFCalendar
    /// In milliseconds, ascending.
    private let moments: [Int64]
    /// The step that a picture without a time shows; nil where the axis has no dates.
    let current: Int64?

    init(_ axis: Axis, _ times: TimeCoordinates) {
        calendar = times.calendar
        let known = times.known
        // Almost all axes are in order already.
        moments = zip(known, known.dropFirst()).allSatisfy(<=) ? known : known.sorted()
        let index = axis.defaultIndex
        let moment = times.milliseconds.indices.contains(index) ? times.milliseconds[index] : nil
        current = moment == TimeCoordinates.missing ? nil : moment
    }

    var latest: Int64? { moments.last }

    /// A moment as a date of the axis's calendar.
    func text(_ moment: Int64) -> TimeText? {
        TimeText(TimeText.text(milliseconds: moment, calendar: calendar))
    }

    /// The first and the last step between two moments, both included.
    func ends(in range: ClosedRange<Int64>) -> (first: Int64, last: Int64)? {
        let start = place(of: range.lowerBound)
        guard start < moments.count, moments[start] <= range.upperBound else { return nil }
        let end = range.upperBound == .max ? moments.count : place(of: range.upperBound + 1)
        return (moments[start], moments[end - 1])
    }

    /// The last step inside an interval that is one of its moments.
    func last(in range: ClosedRange<Int64>, every period: ISODuration) -> Int64? {
        let start = place(of: range.lowerBound)
        for step in moments[start...].reversed() where step <= range.upperBound {
            if isMoment(step, from: range.lowerBound, every: period) { return step }
        }
        return nil
    }

    /// Whether a step is a beginning and some periods.
    func isMoment(_ step: Int64, from start: Int64, every period: ISODuration) -> Bool {
        let (length, overflows) = step.subtractingReportingOverflow(start)
        guard !overflows else { return false }
        if period.months == 0 { return period.milliseconds > 0 && length % period.milliseconds == 0 }
        // Months are of 28 to 31 days: one of few numbers of periods reaches the step.
        let mean = Double(period.months) * 30.436875 * 86_400_000 + Double(period.milliseconds)
        let count = Int((Double(length) / mean).rounded())
        return (max(count - 1, 0)...max(count, 0) + 1).contains { count in
            period.added(to: start, times: count, in: calendar) == step
        }
    }

    /// The step nearest to a moment; of two the later one, as a shared edge belongs to the later cell.
    func nearest(to moment: Int64) -> Int64? {
        let behind = place(of: moment)
        guard behind < moments.count else { return moments.last }
        guard behind > 0 else { return moments[behind] }
        let (before, after) = (moments[behind - 1], moments[behind])
        return Double(after) - Double(moment) <= Double(moment) - Double(before) ? after : before
    }

    /// The last step before a moment and the first behind it, in words; empty where there is none.
    func neighbours(of moment: Int64) -> String {
        let behind = place(of: moment)
        let near = [behind - 1, behind].filter(moments.indices.contains)
            .map { TimeText.text(milliseconds: moments[$0], calendar: calendar) }
        return near.isEmpty ? "" : "; the nearest: \(near.joined(separator: ", "))"
    }

    /// How many steps are before a moment.
    private func place(of moment: Int64) -> Int {
        var (low, high) = (0, moments.count)
        while low < high {
            let middle = (low + high) / 2
            if moments[middle] < moment { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
