internal import Cube

/// A value of TIME, or of another dimension of dates, and the step that it means.
struct TimeSelection {
    let selector: AxisSelector

    init(_ text: String, dimension: LayerDimension, times: TimeCoordinates) throws(WMSError) {
        let refusal = DimensionSelection.refusal(
            text,
            dimension,
            expected: "one instant or period within \(dimension.axis.extentText)"
        )
        guard !text.contains(",") else { throw refusal }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, parts.count <= 3 else { throw refusal }
        if parts.count == 1, first == "current" {
            selector = .byDefault
            return
        }
        guard let start = TimeText(first), let from = start.start(in: times.calendar) else { throw refusal }
        guard let end = Self.end(parts, of: start, in: times.calendar), end >= from else { throw refusal }
        let isInstant = from == end
        let inside = isInstant ? nil : Self.firstStep(from: from, to: end, in: times)
        selector = inside.map { .instant($0) } ?? .instant(start)
    }

    /// The last moment that the text covers; nil if it is no date.
    private static func end(_ parts: [String], of start: TimeText, in calendar: CFCalendar) -> Int64? {
        guard parts.count > 1 else { return start.end(in: calendar) }
        return parts[1] == "current" ? .max : TimeText(parts[1])?.end(in: calendar)
    }

    /// The earliest step of an interval, both ends included.
    private static func firstStep(from: Int64, to: Int64, in times: TimeCoordinates) -> TimeText? {
        let inside = times.milliseconds.indices.filter { (from...to).contains(times.milliseconds[$0]) }
        let first = inside.min { times.milliseconds[$0] < times.milliseconds[$1] }
        return first.flatMap { TimeText(times.text(at: $0)) }
    }
}
