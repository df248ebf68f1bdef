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
        self.runAxis = runAxis
        self.leadAxis = leadAxis
        self.leads = leads
        let valid = Set(runs.flatMap { run in leads.map { run + $0 } }).sorted()
        axis = Self.axis(named: Self.axisName, valid, calendar)
    }

    /// Leads as exact milliseconds; nil without units of time.
    private static func milliseconds(of axis: Axis) -> [Int64]? {
        guard let length = axis.units.flatMap(TimeUnits.nanoseconds(in:)) else { return nil }
        let leads = axis.cells.centres.compactMap { lead -> Int64? in
            let milliseconds = (lead * (Double(length) / 1e6)).rounded()
            return abs(milliseconds) < 0x1p61 ? Int64(milliseconds) : nil
        }
        return leads.count == axis.count ? leads : nil
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
