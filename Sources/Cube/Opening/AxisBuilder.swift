internal import CF
internal import JSON
internal import Zarr

/// Makes the axis of a dimension from the array that holds its positions.
struct AxisBuilder {
    let arrays: ArrayCatalogue
    let holders: CoordinateVariables
    let reader: CoordinateReader
    let labels: LabelReader
    /// Is given findings about coordinates.
    let report: (Finding) -> Void

    /// What a finished axis is, beyond what services see.
    struct Built {
        let axis: Axis
        /// True for longitude and latitude in degrees.
        let isGeographic: Bool
    }

    /// The axis of a dimension, which is never empty: arrays with an empty dimension are no data.
    func axis(for dimension: StoredVariable.Dimension) throws -> Built {
        guard let holder = holders[dimension.name], let values = try reader.values(of: holder),
            hasPositions(holder, values)
        else { return try summedTimes(dimension) ?? indexAxis(dimension) }
        if let fill = DefaultFill.found(in: values, of: holder) {
            report(Finding(subject: holder.name, problem: .unwrittenCoordinate(fill: fill)))
            return try indexAxis(dimension)
        }
        let attributes = CFAttributes(holder.attributes)
        let evidence = AxisEvidence.of(name: dimension.name, attributes: attributes, isCoordinate: true)
        switch evidence?.meaning {
        case .time, .referenceTime:
            return Built(
                axis: try timeAxis(dimension, holder, attributes, values, evidence),
                isGeographic: false
            )
        case .longitude, .latitude:
            return try placeAxis(dimension, holder, attributes, values, evidence)
        default:
            let found = try namedRole(evidence?.role) ? labels.labels(along: dimension) : nil
            let axis = try numberAxis(
                dimension,
                holder,
                attributes,
                values.doubles,
                role: evidence?.role ?? (found?.areMembers ?? false ? .member : .custom),
                labels: found?.labels ?? AxisLabels(flags: attributes, values, variableName: holder.name)
            )
            return Built(axis: axis, isGeographic: false)
        }
    }

    /// Whether any number stands in a coordinate: one of nothing but missing values says nothing.
    private func hasPositions(_ holder: StoredVariable, _ values: Values) -> Bool {
        let notATime = holder.dataType == .int64 ? DefaultFill.notATime : .nan
        if values.doubles.contains(where: { $0.isFinite && $0 != notATime }) { return true }
        report(Finding(subject: holder.name, problem: .noPositions))
        return false
    }

    /// Whether positions of a role have names: not those that have a place or a date.
    private func namedRole(_ role: Axis.Role?) -> Bool { role == nil || role == .custom || role == .member }

    /// Positions are the indices themselves, with labels where there are texts along the dimension.
    private func indexAxis(_ dimension: StoredVariable.Dimension) throws -> Built {
        let named =
            arrays.spatial.role(of: dimension.name)
            ?? AxisNames.meaning(of: dimension.name).map { AxisEvidence(meaning: $0, rank: 8).role }
        let found = try namedRole(named) ? labels.labels(along: dimension) : nil
        if let found, found.labels == nil {
            report(Finding(subject: found.array.name, problem: .labelsRepeat(dimension: dimension.name)))
        }
        let attributes = found.map { CFAttributes($0.array.attributes) }
        let isNamesake = found?.array.name == dimension.name
        let role = named ?? (found?.areMembers ?? false ? .member : .custom)
        let axis = Axis(
            name: dimension.name,
            role: role,
            cells: CellAxis(indices: dimension.size),
            labels: found?.labels,
            meaning: AxisMeaning(
                standardName: attributes?.text("standard_name"),
                longName: attributes?.text("long_name"),
                formula: role == .vertical ? formula(along: dimension, holder: nil) : nil
            ),
            variableName: isNamesake ? dimension.name : nil,
            attributes: found?.array.attributes ?? JSONObject(),
            repeated: found?.repeated.map { .texts($0) }
        )
        return Built(axis: axis, isGeographic: false)
    }

    /// The formula of a parametric vertical axis: its own, or that of its bounds, or of another array along it, also
    /// of one that is named like the dimension and has more dimensions.
    private func formula(
        along dimension: StoredVariable.Dimension,
        holder: StoredVariable?
    ) -> ParametricFormula? {
        let bounds = holder.flatMap { CFAttributes($0.attributes).text("bounds") }
        let candidates =
            [holder, bounds.flatMap { arrays[$0] }] + (arrays.alongOneDimension[dimension.name] ?? [])
            + [arrays[dimension.name]]
        let formulas = candidates.lazy.compactMap { array -> (StoredVariable, ParametricFormula)? in
            guard let array,
                let formula = ParametricFormula(CFAttributes(array.attributes), exists: arrays.knows)
            else { return nil }
            return (array, formula)
        }
        guard let (array, formula) = formulas.first else { return nil }
        for term in formula.terms where !term.exists {
            report(Finding(subject: array.name, problem: .absentFormulaTerm(term.name, name: term.variable)))
        }
        return formula
    }

    private func timeAxis(
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

    private func placeAxis(
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable,
        _ attributes: CFAttributes,
        _ values: Values,
        _ evidence: AxisEvidence?
    ) throws -> Built {
        let isLongitude = evidence?.meaning == .longitude
        let limit = isLongitude ? 1080.0 : 90.001
        let isWestward = isLongitude && AxisEvidence.isWestward(attributes.text("units"))
        var numbers = isWestward ? values.doubles.map { -$0 } : values.doubles
        guard numbers.allSatisfy({ abs($0) <= limit }) else {
            // Missing positions have a finding of their own.
            if numbers.contains(where: { abs($0) > limit }) {
                report(Finding(subject: holder.name, problem: .notDegrees))
            }
            let axis = try numberAxis(dimension, holder, attributes, numbers, role: isLongitude ? .x : .y)
            return Built(axis: axis, isGeographic: false)
        }
        if isLongitude { numbers = CellAxis.unwrapped(numbers) }
        let axis = try numberAxis(
            dimension,
            holder,
            attributes,
            numbers,
            role: isLongitude ? .x : .y,
            isWestward: isWestward
        )
        return Built(axis: axis, isGeographic: true)
    }

    private func numberAxis(
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable,
        _ attributes: CFAttributes,
        _ numbers: [Double],
        role: Axis.Role,
        labels: AxisLabels? = nil,
        isWestward: Bool = false
    ) throws -> Axis {
        let stored = try bounds(of: holder, attributes, "bounds", count: dimension.size)
        let bounds = isWestward ? stored?.map { (-$0.1, -$0.0) } : stored
        let cells = CellAxis(centres: numbers, bounds: bounds, type: CoordinateReader.type(of: holder))
        if role != .x, role != .y, cells.repeats {
            return positionsAxis(dimension, holder, attributes, cells, role: role, labels: labels)
        }
        if let bounds, cells.order != .unordered, !CellAxis.areSound(bounds, for: numbers) {
            report(Finding(subject: holder.name, problem: .boundsWithoutCentres))
        }
        if cells.known != nil {
            let count = numbers.count { !$0.isFinite }
            report(Finding(subject: holder.name, problem: .positionsMissing(count: count)))
        } else if cells.order == .unordered {
            report(Finding(subject: holder.name, problem: .notMonotonic))
        }
        return axis(
            dimension,
            holder,
            attributes,
            role,
            cells,
            times: nil,
            units: isWestward ? "degrees_east" : attributes.text("units"),
            labels: labels
        )
    }

    /// Members 0, 1, 2, 0, 1, 2: each position is known by its index, and what stands there is its label.
    private func positionsAxis(
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable,
        _ attributes: CFAttributes,
        _ numbers: CellAxis,
        role: Axis.Role,
        labels: AxisLabels?
    ) -> Axis {
        report(Finding(subject: holder.name, problem: .positionsRepeat))
        return Axis(
            name: dimension.name,
            role: role == .member ? .member : .custom,
            cells: CellAxis(indices: numbers.count),
            labels: labels,
            meaning: AxisMeaning(
                standardName: attributes.text("standard_name"),
                longName: attributes.text("long_name")
            ),
            variableName: holder.name,
            attributes: holder.attributes,
            repeated: .numbers(numbers)
        )
    }

    private func axis(
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable,
        _ attributes: CFAttributes,
        _ role: Axis.Role,
        _ cells: CellAxis,
        times: TimeCoordinates?,
        units: String? = nil,
        climatology: Climatology? = nil,
        labels: AxisLabels? = nil,
        alternates: [Axis] = []
    ) -> Axis {
        Axis(
            name: dimension.name,
            role: role,
            cells: cells,
            times: times,
            labels: labels,
            meaning: AxisMeaning(
                units: units ?? attributes.text("units"),
                standardName: attributes.text("standard_name"),
                longName: attributes.text("long_name"),
                positive: role == .vertical ? direction(holder.name, attributes) : nil,
                formula: role == .vertical ? formula(along: dimension, holder: holder) : nil,
                climatology: climatology
            ),
            variableName: holder.name,
            attributes: holder.attributes,
            alternates: alternates
        )
    }

    /// `positive`, else pressure and depth down, height and altitude up, else unknown.
    private func direction(_ name: String, _ attributes: CFAttributes) -> Axis.VerticalDirection? {
        if let given = attributes.text("positive")?.lowercased() {
            return Axis.VerticalDirection(rawValue: given)
        }
        for text in [attributes.text("standard_name"), name].compactMap({ $0?.lowercased() }) {
            if text.contains("pressure") || text.contains("depth") { return .down }
            if text.contains("height") || text.contains("altitude") { return .up }
        }
        return AxisEvidence.isPressure(units: attributes.text("units")) ? .down : nil
    }

    /// The two ends of each cell from the variable that `bounds` or `climatology` names, if it has two numbers for each; the parent's packing
    /// is the bounds' own in practice, so they are read with what they say themselves.
    private func bounds(
        of holder: StoredVariable,
        _ attributes: CFAttributes,
        _ attribute: String,
        count: Int
    ) throws -> [(Double, Double)]? {
        guard let name = attributes.text(attribute), let variable = arrays[name],
            variable.shape == [count, 2],
            let numbers = try reader.bounds(of: variable), numbers.count == 2 * count,
            DefaultFill.found(in: numbers, of: variable) == nil
        else { return nil }
        return (0..<count).map { (numbers[2 * $0], numbers[2 * $0 + 1]) }
    }
}
