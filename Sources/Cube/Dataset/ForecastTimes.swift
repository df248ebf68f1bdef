internal import CF
internal import Grids

/// The valid times of a forecast whose axes are runs and leads (digest: cf.md, section 15): run + lead.
///
/// Such a variable has no axis of valid times, and many of them come from several runs: of those the newest is meant,
/// for each valid time by itself, unless a run is asked for.
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
    /// For each position of `axis` the newest run that has it, with its lead.
    private let newest: [Pair]

    /// A position of a run and of a lead; there are at most `maxPairs`.
    struct Pair: Sendable, Equatable {
        let run: Int32
        let lead: Int32
    }

    /// More pairs are not listed: the variable is asked by run and lead alone.
    private static let maxPairs = 1 << 20
    /// The name of a dataset's first `axis` in questions; no dimension is called so.
    static let axisName = "valid time"

    /// Nil for axes that are no such pair, or whose numbers are no dates and durations.
    ///
    /// `number` counts the forecasts of a dataset from 0; it is part of the name of `axis`.
    init?(axes: [Axis], scalars: [ScalarCoordinate], number: Int = 0) {
        guard !axes.contains(where: { $0.role == .time && $0.times != nil }),
            let leadAxis = axes.first(where: { $0.role == .lead && $0.hasCoordinates }),
            let leads = Self.milliseconds(of: leadAxis)
        else { return nil }
        let runAxis = axes.first { $0.role == .referenceTime && $0.times != nil }
        let (runs, calendar): ([Int64], CFCalendar)
        if let times = runAxis?.times {
            guard !times.hasMissing else { return nil }
            (runs, calendar) = (times.milliseconds, times.calendar)
        } else if let run = scalars.first(where: { $0.role == .referenceTime })?.text,
            let moment = TimeText(run)?.start(in: .standard)
        {
            (runs, calendar) = ([moment], .standard)
        } else {
            return nil
        }
        guard Self.pairs(runs.count, leads.count) != nil, runs.allSatisfy({ abs($0) < 1 << 61 }) else {
            return nil
        }
        let name = number == 0 ? Self.axisName : "\(Self.axisName) \(number + 1)"
        self.init(runAxis, leadAxis, runs: runs, leads: leads, calendar, window: nil, name: name)
    }

    /// How many valid times are made; nil for more than are.
    private static func pairs(_ runs: Int, _ leads: Int) -> Int? {
        let (pairs, overflows) = runs.multipliedReportingOverflow(by: leads)
        return !overflows && (1...maxPairs).contains(pairs) ? pairs : nil
    }

    /// Bytes that the valid times of some axes hold once they are made: 8 in three lists.
    static func bytes(of axes: [Axis]) -> Int {
        let count = { (role: Axis.Role) in axes.first { $0.role == role }?.count }
        return 24 * (count(.lead).flatMap { pairs(count(.referenceTime) ?? 1, $0) } ?? 0)
    }

    private init(
        _ runAxis: Axis?,
        _ leadAxis: Axis,
        runs: [Int64],
        leads: [Int64],
        _ calendar: CFCalendar,
        window: ClosedRange<Double>?,
        name: String
    ) {
        self.runAxis = runAxis
        self.leadAxis = leadAxis
        self.runs = runs
        self.leads = leads
        self.calendar = calendar
        self.window = window
        let valid = Set(runs.flatMap { run in leads.map { run + $0 } })
        let seen = (window.map { window in valid.filter { window.contains(Double($0)) } } ?? valid).sorted()
        axis = Self.axis(named: name, seen, calendar)
        newest = Self.newest(seen, runs, leads)
    }

    /// The newest run that has each of some times, which ascend and are all sums of a run and a lead.
    private static func newest(_ times: [Int64], _ runs: [Int64], _ leads: [Int64]) -> [Pair] {
        let none: Int32 = -1
        var newest = [Pair](repeating: Pair(run: none, lead: none), count: times.count)
        for run in newestFirst(Array(runs.indices), runs) {
            for lead in leads.indices {
                guard let place = position(of: runs[run] + leads[lead], in: times), newest[place].run == none
                else { continue }
                newest[place] = Pair(run: Int32(run), lead: Int32(lead))
            }
        }
        return newest
    }

    private static func position(of time: Int64, in times: [Int64]) -> Int? {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low < times.count && times[low] == time ? low : nil
    }

    /// The newest run and its lead at a position of `axis`.
    func newest(at position: Int) -> (run: Int, lead: Int)? {
        guard newest.indices.contains(position) else { return nil }
        return (Int(newest[position].run), Int(newest[position].lead))
    }

    /// Leads as exact milliseconds; nil without units of time.
    private static func milliseconds(of axis: Axis) -> [Int64]? {
        guard !axis.cells.centres.isComputed else { return nil }
        return milliseconds(Array(axis.cells.centres), units: axis.units)
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
        let times = TimeCoordinates(calendar: calendar, milliseconds: times)
        return Axis(
            name: name,
            role: .time,
            cells: CellAxis(times),
            times: times,
            meaning: AxisMeaning(standardName: "time"),
            variableName: name
        )
    }

    /// The position of a pair on `axis`; nil for a pair that is not there or may not be seen.
    package func index(run: Int, lead: Int) -> Int? {
        guard runs.indices.contains(run), leads.indices.contains(lead) else { return nil }
        return Self.position(of: runs[run] + leads[lead], in: axis.times?.milliseconds ?? [])
    }

    /// Positions of runs, the newest first.
    func newestFirst(_ positions: [Int]) -> [Int] {
        Self.newestFirst(positions.filter(runs.indices.contains), runs)
    }

    private static func newestFirst(_ positions: [Int], _ runs: [Int64]) -> [Int] {
        positions.sorted { (runs[$0], $0) > (runs[$1], $1) }
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
            window: window,
            name: axis.name
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
}
