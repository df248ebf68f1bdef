extension Variable {
    /// The selectors of a question with its valid time, if it names one, as positions of run and lead.
    ///
    /// A run or a lead that is asked for itself is left as it is. Of runs that have the time, the newest is meant: a
    /// period is that part of it which this run has.
    ///
    /// - Throws: `outsideDomain` where no run has the time.
    func selectors(
        of selectors: [AxisKey: AxisSelector],
        others: AxisSelector
    ) throws(Failure) -> [AxisKey: AxisSelector] {
        guard let forecast, let wanted = forecast.wantedTime(selectors, others),
            forecast.asked(forecast.leadAxis, selectors) == nil
        else { return selectors }
        let (run, leads) = try forecast.positions(wanted, runs: forecast.askedRuns(selectors))
        var resolved = selectors
        resolved[.name(forecast.leadAxis.name)] = .positions(leads)
        if let runAxis = forecast.runAxis {
            resolved[.name(runAxis.name)] = .positions([IndexRange(start: run, count: 1)])
        }
        return resolved
    }
}

extension ForecastTimes {
    /// What is asked of valid time; nil for all of it.
    fileprivate func wantedTime(
        _ selectors: [AxisKey: AxisSelector],
        _ others: AxisSelector
    ) -> AxisSelector? {
        let selector = selectors[.name(Self.axisName)] ?? selectors[.role(.time)] ?? others
        return selector == .all ? nil : selector
    }

    /// What is asked of one of the axes; nil for nothing in particular.
    fileprivate func asked(_ axis: Axis, _ selectors: [AxisKey: AxisSelector]) -> AxisSelector? {
        let selector = selectors[.name(axis.name)] ?? selectors[.role(axis.role)]
        return selector == .byDefault || selector == .all ? nil : selector
    }

    fileprivate func askedRuns(_ selectors: [AxisKey: AxisSelector]) throws(Failure) -> [Int] {
        guard let runAxis, let selector = asked(runAxis, selectors) else { return Array(0..<runCount) }
        return try runAxis.indices(selector).flatMap { range in (0..<range.count).map { range[$0] } }
    }

    fileprivate func positions(
        _ wanted: AxisSelector,
        runs: [Int]
    ) throws(Failure) -> (run: Int, leads: [IndexRange]) {
        for run in newestFirst(runs) {
            guard let (times, leads) = seenTimes(ofRun: run), !leads.isEmpty else { continue }
            do throws(Failure) {
                let found = try times.indices(wanted).flatMap { range in
                    (0..<range.count).map { leads[range[$0]] }
                }
                return (run, CellAxis.runs(found))
            } catch {
                guard case .outsideDomain = error else { throw error }
            }
        }
        throw .outsideDomain(axis: "time", received: "that time", extent: axis.extentText)
    }
}
