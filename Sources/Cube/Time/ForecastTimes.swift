/// The valid times of a forecast whose axes are runs and leads (digest: cf.md, section 15): run + lead.
///
/// Such a variable has no axis of valid times, and many of them come from several runs: of those the newest is meant,
/// unless a run is asked for.
package struct ForecastTimes: Sendable {
    /// The dimension of the runs; nil where one run holds for all of the variable.
    package let runAxis: Axis?
    package let leadAxis: Axis
    /// All valid times, each once, ascending: what lists of times show.
    package let axis: Axis
    private let calendar: CFCalendar
    private let runs: [Int64]
    private let leads: [Int64]
    /// The valid times that a policy leaves, both ends included; nil for all.
    private let window: ClosedRange<Double>?

    /// More pairs are not listed: the variable is asked by run and lead alone.
    private static let mostPairs = 1 << 20
    /// The name of `axis` in questions; no dimension is called so.
    package static let axisName = "valid time"

    /// - Returns: nil for axes that are no such pair, or whose numbers are no dates and durations.
    init?(axes: [Axis], scalars: [ScalarCoordinate]) {
        guard !axes.contains(where: { $0.role == .time && $0.times != nil }),
            let leadAxis = axes.first(where: { $0.role == .lead && $0.hasCoordinates }),
            let leads = Self.milliseconds(of: leadAxis)
        else { return nil }
        let runAxis = axes.first { $0.role == .referenceTime && $0.times != nil }
        let (runs, calendar): ([Int64], CFCalendar)
        if let times = runAxis?.times {
            (runs, calendar) = (times.milliseconds, times.calendar)
        } else if let run = scalars.first(where: { $0.role == .referenceTime })?.text,
            let moment = TimeText(run)?.start(in: .standard)
        {
            (runs, calendar) = ([moment], .standard)
        } else {
            return nil
        }
        let (pairs, overflows) = runs.count.multipliedReportingOverflow(by: leads.count)
        guard !overflows, (1...Self.mostPairs).contains(pairs), runs.allSatisfy({ abs($0) < 1 << 61 }) else {
            return nil
        }
        self.init(runAxis, leadAxis, runs: runs, leads: leads, calendar, window: nil)
    }

    private init(
        _ runAxis: Axis?,
        _ leadAxis: Axis,
        runs: [Int64],
        leads: [Int64],
        _ calendar: CFCalendar,
        window: ClosedRange<Double>?
    ) {
        self.runAxis = runAxis
        self.leadAxis = leadAxis
        self.runs = runs
        self.leads = leads
        self.calendar = calendar
        self.window = window
        let valid = Set(runs.flatMap { run in leads.map { run + $0 } })
        let seen = window.map { window in valid.filter { window.contains(Double($0)) } } ?? valid
        axis = Self.axis(named: Self.axisName, seen.sorted(), calendar)
    }

    /// Leads as exact milliseconds; nil without units of time.
    private static func milliseconds(of axis: Axis) -> [Int64]? {
        milliseconds(axis.cells.centres, units: axis.units)
    }

    /// Lengths of time as exact milliseconds; nil without units of time, or where one is missing.
    static func milliseconds(_ lengths: [Double], units: String?) -> [Int64]? {
        guard let unit = units.flatMap(TimeUnits.nanoseconds(in:)) else { return nil }
        let known = lengths.compactMap { length -> Int64? in
            let milliseconds = (length * (Double(unit) / 1e6)).rounded()
            return abs(milliseconds) < 0x1p61 ? Int64(milliseconds) : nil
        }
        return known.count == lengths.count ? known : nil
    }

    private static func axis(named name: String, _ times: [Int64], _ calendar: CFCalendar) -> Axis {
        Axis(
            name: name,
            role: .time,
            cells: CellAxis(centres: times.map(Double.init)),
            times: TimeCoordinates(calendar: calendar, milliseconds: times),
            meaning: AxisMeaning(standardName: "time"),
            variableName: name
        )
    }

    /// The valid times of one run, one for each lead.
    package func times(ofRun run: Int) -> Axis? {
        guard runs.indices.contains(run) else { return nil }
        return Self.axis(named: leadAxis.name, leads.map { runs[run] + $0 }, calendar)
    }

    /// The position of a pair on `axis`.
    func index(run: Int, lead: Int) -> Int? {
        guard runs.indices.contains(run), leads.indices.contains(lead) else { return nil }
        return axis.cells.index(exactly: Double(runs[run] + leads[lead]))
    }

    /// Positions of runs, the newest first.
    func newestFirst(_ positions: [Int]) -> [Int] {
        positions.filter(runs.indices.contains).sorted { (runs[$0], $0) > (runs[$1], $1) }
    }

    var runCount: Int { runs.count }
}

/// Under a policy with a window of times pairs outside it are absent, though run and lead have others inside.
extension ForecastTimes {
    /// The runs and the leads that have a valid time in a window.
    func positions(in window: ClosedRange<Double>) -> (runs: [Int], leads: [Int]) {
        let isInside = { (run: Int64, lead: Int64) in window.contains(Double(run + lead)) }
        return (
            runs.indices.filter { run in leads.contains { isInside(runs[run], $0) } },
            leads.indices.filter { lead in runs.contains { isInside($0, leads[lead]) } }
        )
    }

    /// What a policy leaves, on axes that it has cut already.
    func restricted(
        to window: ClosedRange<Double>,
        runs kept: (axis: Axis, window: IndexWindow)?,
        leads left: (axis: Axis, window: IndexWindow)
    ) -> ForecastTimes {
        ForecastTimes(
            kept?.axis,
            left.axis,
            runs: kept?.window.picked(from: runs) ?? runs,
            leads: left.window.picked(from: leads),
            calendar,
            window: window
        )
    }

    var dates: CFCalendar { calendar }

    func allows(run: Int, lead: Int) -> Bool {
        guard let window else { return true }
        guard runs.indices.contains(run), leads.indices.contains(lead) else { return false }
        return window.contains(Double(runs[run] + leads[lead]))
    }

    /// Valid times of one run that may be seen, and their leads' positions.
    func seenTimes(ofRun run: Int) -> (axis: Axis, leads: [Int])? {
        guard runs.indices.contains(run) else { return nil }
        let seen = leads.indices.filter { allows(run: run, lead: $0) }
        return (Self.axis(named: leadAxis.name, seen.map { runs[run] + leads[$0] }, calendar), seen)
    }

    /// Ranges of a variable's dimensions without the pairs that may not be seen: as they are where all may, else one
    /// list for each run.
    func seen(_ ranges: [[IndexRange]], on axes: [Axis]) -> [[[IndexRange]]] {
        guard window != nil, let lead = axes.firstIndex(where: { $0.name == leadAxis.name }) else {
            return [ranges]
        }
        let run = runAxis.flatMap { runAxis in axes.firstIndex { $0.name == runAxis.name } }
        let runs = run.map { ranges[$0].flatMap { range in (0..<range.count).map { range[$0] } } } ?? [0]
        let leads = ranges[lead].flatMap { range in (0..<range.count).map { range[$0] } }
        let seen = runs.map { run in leads.filter { allows(run: run, lead: $0) } }
        if seen.allSatisfy({ $0.count == leads.count }) { return [ranges] }
        return zip(runs, seen).filter { !$0.1.isEmpty }.map { number, leads in
            var part = ranges
            part[lead] = CellAxis.runs(leads)
            if let run { part[run] = [IndexRange(start: number, count: 1)] }
            return part
        }
    }
}
