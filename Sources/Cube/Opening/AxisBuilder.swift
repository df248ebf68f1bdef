internal import CF
internal import Grids
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
        // Numbers of pixels are read where the grid is made of them.
        guard let holder = holders[dimension.name], !holder.isListOfPixels,
            let values = try reader.values(of: holder),
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
        let byName = AxisNames.meaning(of: dimension.name).map { AxisEvidence(meaning: $0, rank: 8).role }
        // Texts are no heights, whatever their dimension is called.
        let isTexts = arrays.textsAlong[dimension.name]?.contains { $0.name == dimension.name } ?? false
        let named = arrays.spatial.role(of: dimension.name) ?? (byName == .vertical && isTexts ? nil : byName)
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
                formulas: role == .vertical ? formulas(along: dimension, holder: nil) : []
            ),
            variableName: isNamesake ? dimension.name : nil,
            attributes: found?.array.attributes ?? JSONObject(),
            repeated: found.flatMap { found in
                found.repeated.map { .texts($0, variableName: found.array.name) }
            }
        )
        return Built(axis: axis, isGeographic: false)
    }
}
