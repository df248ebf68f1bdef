internal import Failures
internal import Grids

/// The leads of one run of a forecast that a question means: one read of an array.
struct ForecastRead: Sendable, Equatable {
    let run: Int
    /// In the order of their valid times within a series, else in the order of the axis.
    let leads: [IndexRange]
    /// True for further times of the series that the read before began: together they are one answer.
    let continuesSeries: Bool
}

extension Variable {
    /// The runs and leads of a forecast that a query selects; nil for variables that are no forecasts.
    ///
    /// Without a run or a lead that is asked for itself it is a series by valid time, each from the newest run that has
    /// it. Else every run is an answer of its own: those of its leads that are asked for, at the valid times that are.
    /// More than `most` reads are refused before they are listed: a plan may not have so many chunks. Throws
    /// `outsideDomain` where no run has the time, `tooLarge` for more reads than `most`.
    func forecastReads(
        of selectors: [AxisKey: AxisSelector],
        others: AxisSelector,
        most: Int
    ) throws(Failure) -> [ForecastRead]? {
        guard let forecast else { return nil }
        let runs = forecast.runAxis.flatMap { forecast.asked($0, selectors) }
        let leads = forecast.asked(forecast.leadAxis, selectors)
        var wanted = forecast.wantedTime(selectors, others)
        if leads != nil, wanted == .byDefault { wanted = .all }
        let reads =
            if runs == nil, leads == nil {
                try forecast.series(wanted, most: most)
            } else {
                try forecast.readsByRun(wanted, runs: runs, leads: leads, most: most)
            }
        guard let reads else {
            throw .tooLarge(limit: .chunks, allowed: most, requested: most + 1, advice: nil)
        }
        return reads
    }

    /// The selectors of a slice with the run and the lead that its valid time means: the first of several times, the
    /// newest of several runs.
    func sliceSelectors(
        of selectors: [AxisKey: AxisSelector],
        most: Int
    ) throws(Failure) -> [AxisKey: AxisSelector] {
        guard let forecast, let reads = try forecastReads(of: selectors, others: .byDefault, most: most)
        else {
            return selectors
        }
        let newest = forecast.newestFirst(reads.map(\.run)).first
        let isByRun = reads.allSatisfy { !$0.continuesSeries }
        guard let read = isByRun ? reads.first(where: { $0.run == newest }) : reads.first,
            let lead = read.leads.first?.start
        else { return selectors }
        var resolved = selectors
        resolved[.name(forecast.leadAxis.name)] = .positions([IndexRange(start: lead, count: 1)])
        if let runAxis = forecast.runAxis {
            resolved[.name(runAxis.name)] = .positions([IndexRange(start: read.run, count: 1)])
        }
        return resolved
    }
}

extension ForecastTimes {
    /// What is asked of valid time.
    fileprivate func wantedTime(
        _ selectors: [AxisKey: AxisSelector],
        _ others: AxisSelector
    ) -> AxisSelector {
        selectors[.name(axis.name)] ?? selectors[.role(.time)] ?? others
    }

    /// What is asked of one of the axes; nil for nothing in particular.
    fileprivate func asked(_ axis: Axis, _ selectors: [AxisKey: AxisSelector]) -> AxisSelector? {
        let selector = selectors[.name(axis.name)] ?? selectors[.role(axis.role)]
        return selector == .byDefault || selector == .all ? nil : selector
    }

    /// Each valid time from the newest run that has it: neighbours of one run are one read.
    ///
    /// Nil for more reads than `most`.
    fileprivate func series(_ wanted: AxisSelector, most: Int) throws(Failure) -> [ForecastRead]? {
        var reads: [ForecastRead] = []
        var (run, leads): (Int?, [Int]) = (nil, [])
        func close() {
            guard let run, !leads.isEmpty else { return }
            let ranges = IndexRange.runs(of: leads)
            reads.append(ForecastRead(run: run, leads: ranges, continuesSeries: !reads.isEmpty))
        }
        for range in try axis.indices(wanted) {
            for number in 0..<range.count {
                guard let pair = newest(at: range[number]) else { continue }
                if pair.run != run {
                    close()
                    guard reads.count < most else { return nil }
                    (run, leads) = (pair.run, [])
                }
                leads.append(pair.lead)
            }
        }
        close()
        return reads
    }

    /// For each run that is asked for those of the leads that are, at the valid times that are.
    ///
    /// A run without any is left out. Nil for more reads than `most`.
    fileprivate func readsByRun(
        _ wanted: AxisSelector,
        runs: AxisSelector?,
        leads: AxisSelector?,
        most: Int
    ) throws(Failure) -> [ForecastRead]? {
        let askedRuns =
            try runs.flatMap { (runs) throws(Failure) in try runAxis?.positions(runs) }
            ?? Array(0..<runCount)
        let askedLeads = try leads.map { (leads) throws(Failure) in Set(try leadAxis.positions(leads)) }
        var reads: [ForecastRead] = []
        for run in askedRuns {
            guard let (times, seen) = seenTimes(ofRun: run), !seen.isEmpty else { continue }
            // What one run lacks another may have.
            let inside = wanted == .all ? Array(seen.indices) : (try? times.positions(wanted)) ?? []
            let found = inside.map { seen[$0] }.filter { askedLeads?.contains($0) ?? true }
            guard !found.isEmpty else { continue }
            guard reads.count < most else { return nil }
            reads.append(ForecastRead(run: run, leads: IndexRange.runs(of: found), continuesSeries: false))
        }
        guard !reads.isEmpty else {
            throw .outsideDomain(axis: "time", received: wanted.words, extent: axis.extentText)
        }
        return reads
    }
}

extension Axis {
    /// The positions that a selector means, one by one.
    fileprivate func positions(_ selector: AxisSelector) throws(Failure) -> [Int] {
        try indices(selector).flatMap { range in (0..<range.count).map { range[$0] } }
    }
}
