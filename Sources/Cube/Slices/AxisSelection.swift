internal import CF
package import Failures
package import Grids

extension Axis {
    /// The indices that a selector means: never empty.
    ///
    /// - Throws: `outsideDomain` when nothing of the axis is meant, `invalid` for a date asked of an axis without any.
    package func indices(_ selector: AxisSelector) throws(Failure) -> [IndexRange] {
        switch selector {
        case .all: return try all()
        case .byDefault: return [IndexRange(start: defaultIndex, count: 1)]
        case .value(let value): return try distinct(equals(of: value), value.description)
        case .values(let values):
            return try distinct(
                values.flatMap { equals(of: $0) },
                values.map(Self.text).joined(separator: ",")
            )
        case .interval(let first, let second): return try indices(first, second)
        case .instant(let text): return IndexRange.runs(of: try indices(text))
        case .instants(let texts):
            return try distinct(texts.flatMap { text in (try? indices(text)) ?? [] }, "\(texts.count) times")
        case .period(let start, let end): return try indices(start, end)
        case .positions(let ranges): return try inside(ranges)
        case .label(let text): return [IndexRange(start: try index(label: text), count: 1)]
        case .labels(let texts):
            var found: [Int] = []
            for text in texts { found.append(try index(label: text)) }
            return try distinct(found, "\(texts.count) labels")
        }
    }

    /// - Throws: `notFound` with the labels there are: a word that is none is a slip, not a place beyond the data.
    private func index(label: String) throws(Failure) -> Int {
        guard let index = labels?.index(of: label) else {
            throw .notFound(.label, name: label, known: labels?.texts ?? [])
        }
        return index
    }

    private func inside(_ ranges: [IndexRange]) throws(Failure) -> [IndexRange] {
        for range in ranges {
            let (span, overflows) = max(range.count - 1, 0).multipliedReportingOverflow(by: range.stride)
            guard range.count > 0, range.start >= 0, range.stride > 0, !overflows, span < count,
                range.start < count - span
            else {
                throw .outsideDomain(axis: name, received: "index \(range.start)", extent: "0…\(count - 1)")
            }
        }
        guard !ranges.isEmpty else { throw outside("no index") }
        return ranges
    }

    private func outside(_ received: String) -> Failure {
        .outsideDomain(axis: name, received: received, extent: extentText)
    }

    /// Every position that can be requested, which missing ones cannot.
    private func all() throws(Failure) -> [IndexRange] {
        guard labels == nil, cells.hasMissing else { return [IndexRange(0..<count)] }
        let known = cells.centres.indices.filter { cells.centres[$0].isFinite }
        guard !known.isEmpty else { throw outside("everything") }
        return IndexRange.runs(of: known)
    }

    /// The positions that a number means: one, or all that have it where it repeats.
    private func equals(of value: Double) -> [Int] {
        guard value.isFinite else { return [] }
        guard cells.knownOrder == .unordered else { return cells.index(at: value).map { [$0] } ?? [] }
        return cells.centres.indices.filter { cells.isNumber(value, at: $0) }
    }

    /// The indices that exist, each once, ascending as runs.
    private func distinct(_ indices: [Int], _ received: String) throws(Failure) -> [IndexRange] {
        let found = Set(indices).sorted()
        guard !found.isEmpty else { throw outside(received) }
        return IndexRange.runs(of: found)
    }

    private func indices(_ first: Double?, _ second: Double?) throws(Failure) -> [IndexRange] {
        let ends = [first, second].compactMap { $0 }
        let isReversed = ends.count == 2 && ends[0] > ends[1]
        let lower = isReversed ? ends[1] : first ?? -.infinity
        let upper = isReversed ? ends[0] : second ?? .infinity
        let found = cells.indices(from: lower, to: upper)
        guard !found.isEmpty else { throw outside("\(lower)/\(upper)") }
        return found
    }

    private func calendar() throws(Failure) -> CFCalendar {
        guard let times else {
            throw .unsupported(reason: "The axis '\(name)' has no dates, so none can be asked of it")
        }
        return times.calendar
    }

    /// The cell that holds an instant, all of its steps where it repeats; for a reduced date (a day, a month, a year) the
    /// first step inside it, if any.
    private func indices(_ text: TimeText) throws(Failure) -> [Int] {
        let calendar = try calendar()
        guard let start = text.start(in: calendar), let end = text.end(in: calendar) else {
            throw outside(text.words)
        }
        if text.precision <= .day {
            let inside = cells.indices(from: Double(start), to: Double(end) + 1, endIsOutside: true)
            let first = cells.knownOrder == .descending ? inside.last?.last : inside.first?.start
            if let first { return [first] }
        }
        let found = equals(of: Double(start))
        guard !found.isEmpty else {
            throw outside(TimeText.text(milliseconds: start, calendar: calendar))
        }
        return found
    }

    private func indices(_ start: TimeText?, _ end: TimeText?) throws(Failure) -> [IndexRange] {
        let calendar = try calendar()
        let lower = start.flatMap { $0.start(in: calendar) }
        let upper = end.flatMap { $0.end(in: calendar) }
        if (start != nil && lower == nil) || (end != nil && upper == nil) { throw outside("that period") }
        // A date without seconds ends where the next one begins.
        let isReduced = end.map { $0.precision < .second } ?? false
        let found = cells.indices(
            from: lower.map(Double.init) ?? -.infinity,
            to: upper.map { Double($0) + (isReduced ? 1 : 0) } ?? .infinity,
            endIsOutside: isReduced
        )
        guard !found.isEmpty else {
            let ends = [lower, upper].map {
                $0.map { TimeText.text(milliseconds: $0, calendar: calendar) } ?? ".."
            }
            throw outside(ends.joined(separator: "/"))
        }
        return found
    }

    /// The design's default: last time ≤ now if the axis contains now, else the last; newest run; level nearest to
    /// the surface; otherwise the first.
    package var defaultIndex: Int {
        switch role {
        case .time: lastIndex(notAfter: nowMilliseconds()) ?? largestIndex
        case .referenceTime: largestIndex
        case .vertical: surfaceIndex
        default: firstIndex
        }
    }

    private func nowMilliseconds() -> Double {
        let milliseconds = Dataset.nowMilliseconds
        guard let calendar = times?.calendar, calendar != .standard, calendar != .prolepticGregorian else {
            return Double(milliseconds)
        }
        // The same date in the axis's calendar, never the same count of days.
        let text = TimeText(TimeText.text(milliseconds: milliseconds, calendar: .standard))
        return text?.start(in: calendar).map(Double.init) ?? Double(milliseconds)
    }

    /// The latest step at or before a moment that lies inside the axis; nil when it lies outside.
    private func lastIndex(notAfter moment: Double) -> Int? {
        let span = cells.span ?? cells.ends.map { $0.least...$0.largest }
        guard times != nil, let span, span.contains(moment) else { return nil }
        return cells.indexOfLargest(notAbove: moment)
    }

    private var largestIndex: Int { cells.indexOfLargest(notAbove: .infinity) ?? 0 }

    /// The first position that is a number, or has a label.
    private var firstIndex: Int {
        guard labels == nil, cells.hasMissing else { return 0 }
        return cells.centres.firstIndex(where: \.isFinite) ?? 0
    }

    /// Pressure: the largest; height and depth: the one nearest to zero; levels of unknown direction: the first.
    private var surfaceIndex: Int {
        guard hasCoordinates, positive != nil, !cells.centres.isComputed else { return firstIndex }
        let isPressure = AxisEvidence.isPressure(units: units)
        if isPressure { return largestIndex }
        let centres = cells.centres
        return centres.indices.filter { centres[$0].isFinite }.min { abs(centres[$0]) < abs(centres[$1]) }
            ?? 0
    }
}
