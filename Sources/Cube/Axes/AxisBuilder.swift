internal import JSON
internal import Zarr

/// Makes the axis of a dimension from the array that holds its positions.
struct AxisBuilder {
    let arrays: ArrayCatalogue
    let holders: AxisHolders
    let reader: CoordinateReader
    /// Told what is odd about a coordinate.
    let report: (Finding) -> Void

    /// What a finished axis is, beyond what services see.
    struct Built {
        let axis: Axis
        /// True for longitude and latitude in degrees.
        let isGeographic: Bool
    }

    /// The axis of a dimension, which is never empty: arrays with an empty dimension are no data.
    func axis(for dimension: StoredVariable.Dimension) throws -> Built {
        guard let holder = holders[dimension.name], let values = try reader.values(of: holder) else {
            return indexAxis(dimension)
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
            let axis = try numberAxis(
                dimension,
                holder,
                attributes,
                values.doubles,
                role: evidence?.role ?? .custom
            )
            return Built(axis: axis, isGeographic: false)
        }
    }

    /// Positions are the indices themselves.
    private func indexAxis(_ dimension: StoredVariable.Dimension) -> Built {
        let role =
            AxisNames.meaning(of: dimension.name).map { AxisEvidence(meaning: $0, rank: 8).role } ?? .custom
        let centres = (0..<dimension.size).map(Double.init)
        return Built(
            axis: Axis(name: dimension.name, role: role, cells: CellAxis(centres: centres)),
            isGeographic: false
        )
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
        let bounds = try bounds(of: holder, attributes, count: dimension.size).flatMap { dates.bounds($0) }
        let cells = CellAxis(centres: times.milliseconds.map(Double.init), bounds: bounds)
        return axis(dimension, holder, attributes, role, cells, times: times)
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
        var numbers = values.doubles
        guard numbers.allSatisfy({ abs($0) <= limit }) else {
            report(Finding(subject: holder.name, problem: .notDegrees))
            let axis = try numberAxis(dimension, holder, attributes, numbers, role: isLongitude ? .x : .y)
            return Built(axis: axis, isGeographic: false)
        }
        if isLongitude { numbers = Self.unwrapped(numbers) }
        let axis = try numberAxis(dimension, holder, attributes, numbers, role: isLongitude ? .x : .y)
        return Built(axis: axis, isGeographic: true)
    }

    /// Longitudes made monotonic by whole turns where they jump; left alone when they already are.
    static func unwrapped(_ longitudes: [Double]) -> [Double] {
        guard CellAxis(centres: longitudes).order == .unordered, longitudes.count > 1 else {
            return longitudes
        }
        var turns = 0.0
        var result = [longitudes[0]]
        for (previous, next) in zip(longitudes, longitudes.dropFirst()) {
            if next - previous > 180 { turns -= 360 }
            if next - previous < -180 { turns += 360 }
            result.append(next + turns)
        }
        return CellAxis(centres: result).order == .unordered ? longitudes : result
    }

    private func numberAxis(
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable,
        _ attributes: CFAttributes,
        _ numbers: [Double],
        role: Axis.Role
    ) throws -> Axis {
        let bounds = try bounds(of: holder, attributes, count: dimension.size)
        let cells = CellAxis(centres: numbers, bounds: bounds)
        if let bounds, cells.order != .unordered, !CellAxis.areSound(bounds, for: numbers) {
            report(Finding(subject: holder.name, problem: .boundsWithoutCentres))
        }
        if cells.order == .unordered {
            report(Finding(subject: holder.name, problem: .notMonotonic))
        }
        return axis(dimension, holder, attributes, role, cells, times: nil)
    }

    private func axis(
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable,
        _ attributes: CFAttributes,
        _ role: Axis.Role,
        _ cells: CellAxis,
        times: TimeCoordinates?
    ) -> Axis {
        Axis(
            name: dimension.name,
            role: role,
            cells: cells,
            times: times,
            units: attributes.text("units"),
            standardName: attributes.text("standard_name"),
            longName: attributes.text("long_name"),
            positive: role == .vertical ? direction(holder.name, attributes) : nil,
            variableName: holder.name,
            attributes: holder.attributes
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

    /// The two ends of each cell from the `bounds` variable, if it has two numbers for each; the parent's packing
    /// is the bounds' own in practice, so they are read with what they say themselves.
    private func bounds(
        of holder: StoredVariable,
        _ attributes: CFAttributes,
        count: Int
    ) throws -> [(Double, Double)]? {
        guard let name = attributes.text("bounds"), let variable = arrays[name],
            variable.shape == [count, 2],
            let numbers = try reader.doubles(of: variable), numbers.count == 2 * count
        else { return nil }
        return (0..<count).map { (numbers[2 * $0], numbers[2 * $0 + 1]) }
    }
}
