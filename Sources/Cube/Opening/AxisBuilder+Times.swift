internal import CF
internal import Grids
internal import Zarr

extension AxisBuilder {
    func timeAxis(
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable,
        _ attributes: CFAttributes,
        _ values: Values,
        _ evidence: AxisEvidence?
    ) throws -> Axis {
        let role = evidence?.role ?? .time
        guard let dates = Dates(attributes), let times = dates.coordinates(values) else {
            report(Finding(subject: holder.name, problem: .noDates))
            return try numberAxis(dimension, holder, attributes, values.doubles, role: role)
        }
        if let calendar = attributes.text("calendar")?.lowercased(), ["utc", "tai"].contains(calendar) {
            report(Finding(subject: holder.name, problem: .leapSeconds(calendar: calendar)))
        }
        if times.hasMissing {
            let count = times.milliseconds.count - times.known.count
            report(Finding(subject: holder.name, problem: .datesMissing(count: count)))
        }
        let spans = try bounds(of: holder, attributes, "climatology", count: dimension.size)
        let climatology = spans.flatMap { dates.bounds($0, of: times) }.flatMap { Climatology($0) }
        let bounds = try bounds(of: holder, attributes, "bounds", count: dimension.size).flatMap {
            dates.bounds($0, of: times)
        }
        let cells = CellAxis(
            centres: times.positions,
            bounds: climatology == nil ? bounds : climatology?.cells,
            sharedEdge: .laterCell
        )
        return axis(
            dimension,
            holder,
            attributes,
            role,
            cells,
            times: times,
            climatology: climatology,
            alternates: (role == .time ? try alternates(along: dimension, beside: holder.name) : [])
                + repeatedDates(cells, dimension, holder)
        )
    }

    /// The positions themselves beside dates that repeat, so that each can be requested.
    private func repeatedDates(
        _ cells: CellAxis,
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable
    ) -> [Axis] {
        guard cells.repeats else { return [] }
        report(
            Finding(
                subject: holder.name,
                problem: .datesRepeat(position: Axis.positionName(of: dimension.name))
            )
        )
        return [
            Axis(
                name: Axis.positionName(of: dimension.name),
                role: .custom,
                cells: CellAxis(indices: dimension.size),
                meaning: AxisMeaning(longName: "position along '\(dimension.name)'")
            )
        ]
    }
}
