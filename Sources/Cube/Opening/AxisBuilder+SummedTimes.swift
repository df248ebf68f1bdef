internal import CF
internal import Grids
internal import Zarr

extension AxisBuilder {
    /// The valid times of a dimension called time that has none itself, but a run and a lead at each position: their
    /// sum (digest: cf.md, section 3.1, rule 8); nil for other dimensions.
    func summedTimes(_ dimension: StoredVariable.Dimension) throws -> Built? {
        guard AxisNames.meaning(of: dimension.name) == .time else { return nil }
        let along = arrays.alongOneDimension[dimension.name] ?? []
        guard let run = along.first(where: { meaning($0) == .referenceTime }),
            let lead = along.first(where: { meaning($0) == .lead }),
            let runs = try reader.values(of: run), let leads = try reader.values(of: lead),
            let dates = Dates(CFAttributes(run.attributes))?.coordinates(runs),
            let lengths = ForecastTimes.milliseconds(
                leads.doubles,
                units: CFAttributes(lead.attributes).text("units")
            ),
            dates.milliseconds.count == lengths.count, !dates.hasMissing
        else { return nil }
        var sums: [Int64] = []
        for (date, length) in zip(dates.milliseconds, lengths) {
            let (sum, overflows) = date.addingReportingOverflow(length)
            guard !overflows else { return nil }
            sums.append(sum)
        }
        report(Finding(subject: dimension.name, problem: .summedTimes(run: run.name, lead: lead.name)))
        let times = TimeCoordinates(calendar: dates.calendar, milliseconds: sums)
        let cells = CellAxis(times)
        if cells.order == .unordered { report(Finding(subject: dimension.name, problem: .notMonotonic)) }
        let axis = Axis(
            name: dimension.name,
            role: .time,
            cells: cells,
            times: times,
            meaning: AxisMeaning(standardName: "time"),
            variableName: run.name,
            alternates: try alternates(along: dimension, beside: dimension.name)
        )
        return Built(axis: axis, isGeographic: false)
    }

    private func meaning(_ variable: StoredVariable) -> AxisEvidence.Meaning? {
        AxisEvidence.of(variable)?.meaning
    }
}
