internal import CF
internal import Cube
internal import Failures
internal import Grids

/// What `datetime` requests (OGC 19-086r9, clause 8.2.3; digest: edr.md, section 7.1).
///
/// A date without a clock is a period: the whole day, month or year. In a list it is the start of it.
enum DatetimeSelection: Sendable, Equatable {
    case all
    case instant(TimeText)
    case instants([TimeText])
    /// Both ends included; nil is an open end.
    case period(TimeText?, TimeText?)
    case recurrence(TimeRecurrence)
    /// A period by its length from a beginning, or up to an end.
    case span(from: TimeText, ISODuration)
    case spanUp(to: TimeText, ISODuration)

    /// An axis without order is searched through for each.
    private static let maxInstants = 1000
    private static let longestText = 65_536
    private static let expected =
        "an RFC 3339 time such as 2024-03-01T06:00:00Z, a list 't1,t2', an interval 'a/b', 'a/P1D', 'P1D/b', '../b' or 'a/..', "
        + "or 'Rn/start/PT6H'"

    /// - Throws: `Failure.invalid`, naming `parameter`.
    init(_ text: String, parameter: String = "datetime") throws(Failure) {
        guard text.utf8.count <= Self.longestText, let parsed = Self.parse(text) else {
            throw .invalid(parameter: parameter, received: text, expected: Self.expected)
        }
        if case .period(let start?, let end?) = parsed, Self.isReversed(start, end) {
            throw .invalid(
                parameter: parameter,
                received: text,
                expected: "an interval that starts before it ends"
            )
        }
        self = parsed
    }

    private static func parse(_ text: String) -> DatetimeSelection? {
        if text.first == "R" || text.first == "r" {
            return TimeRecurrence(text).map(DatetimeSelection.recurrence)
        }
        if text.contains("/") { return parseInterval(text) }
        var instants: [TimeText] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard instants.count < maxInstants, let instant = TimeText(String(part)) else { return nil }
            instants.append(instant)
        }
        guard instants.count == 1 else { return .instants(instants) }
        return instants[0].precision <= .day ? .period(instants[0], instants[0]) : .instant(instants[0])
    }

    /// `a/b` with `..` for an open end; an empty end is one too, as in other OGC APIs, unless both are.
    private static func parseInterval(_ text: String) -> DatetimeSelection? {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        let isOpen = ends.map { $0.isEmpty || $0 == ".." }
        if isOpen[0], isOpen[1] { return ends[0] == ".." && ends[1] == ".." ? .all : nil }
        let times = ends.map { TimeText(String($0)) }
        if let start = times[0], let length = ISODuration(ends[1]) { return .span(from: start, length) }
        if let end = times[1], let length = ISODuration(ends[0]) { return .spanUp(to: end, length) }
        guard isOpen[0] || times[0] != nil, isOpen[1] || times[1] != nil else { return nil }
        return .period(times[0], times[1])
    }

    private static func isReversed(_ start: TimeText, _ end: TimeText) -> Bool {
        guard let first = start.start(in: .prolepticGregorian), let last = end.end(in: .prolepticGregorian)
        else {
            return false
        }
        return first > last
    }
}

extension DatetimeSelection {
    /// Every date that it names.
    private var dates: [TimeText] {
        switch self {
        case .all: []
        case .instant(let time): [time]
        case .instants(let times): times
        case .period(let start, let end): [start, end].compactMap(\.self)
        case .recurrence(let recurrence): [recurrence.start]
        case .span(let start, _): [start]
        case .spanUp(let end, _): [end]
        }
    }

    /// Refuses a date that none of the calendars has, such as 30 February; without calendars the Gregorian counts.
    ///
    /// - Throws: `Failure.invalid`, naming `parameter`.
    func check(_ text: String, parameter: String = "datetime", in calendars: [CFCalendar]) throws(Failure) {
        let known = calendars.isEmpty ? [.standard] : calendars
        guard known.contains(where: { calendar in dates.allSatisfy { $0.exists(in: calendar) } }) else {
            throw .invalid(
                parameter: parameter,
                received: text,
                expected: "dates of the calendar '\(known.map(\.name).joined(separator: "' or '"))'"
            )
        }
    }

    /// The selection as the cube knows it; of a recurrence those moments that are positions of `axis`.
    ///
    /// A date that the axis's calendar lacks, and another of the collection has, means nothing of it.
    func selector(for axis: Axis) throws(Failure) -> AxisSelector {
        if let calendar = axis.times?.calendar, !dates.allSatisfy({ $0.exists(in: calendar) }) {
            return .instants([])
        }
        return switch self {
        case .all: .all
        case .instant(let time): Self.selector(time, on: axis)
        case .instants(let times): .instants(times)
        case .period(let start, let end): .period(start, end)
        case .recurrence(let recurrence): try recurrence.selector(for: axis)
        case .span(let start, let length):
            .period(
                start,
                axis.times.flatMap { length.moved(start.start(in: $0.calendar), times: 1, in: $0.calendar) }
            )
        case .spanUp(let end, let length):
            .period(
                axis.times.flatMap { length.moved(end.end(in: $0.calendar), times: -1, in: $0.calendar) },
                end
            )
        }
    }

    /// A time without seconds that lies in no cell is any within its minute or hour: data of 07:31:52 answer 07:31.
    private static func selector(_ time: TimeText, on axis: Axis) -> AxisSelector {
        guard time.precision < .second, let calendar = axis.times?.calendar,
            let moment = time.start(in: calendar), axis.cells.index(at: Double(moment)) == nil
        else { return .instant(time) }
        return .period(time, time)
    }
}
