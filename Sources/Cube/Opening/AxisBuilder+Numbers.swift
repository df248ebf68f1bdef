internal import CF
internal import Grids
internal import Zarr

extension AxisBuilder {
    func placeAxis(
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
            isLongitude: isLongitude,
            isWestward: isWestward
        )
        return Built(axis: axis, isGeographic: true)
    }

    func numberAxis(
        _ dimension: StoredVariable.Dimension,
        _ holder: StoredVariable,
        _ attributes: CFAttributes,
        _ numbers: [Double],
        role: Axis.Role,
        labels: AxisLabels? = nil,
        isLongitude: Bool = false,
        isWestward: Bool = false
    ) throws -> Axis {
        let stored = try bounds(of: holder, attributes, "bounds", count: dimension.size)
        let told = isWestward ? stored?.map { (-$0.1, -$0.0) } : stored
        let bounds = isLongitude ? told.map { CellAxis.turned($0, about: numbers) } : told
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
        } else if cells.order == .unordered, attributes.text("compress") == nil {
            // Cells are gathered in any order (CF 1.11, section 8.2).
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

    func axis(
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
                formulas: role == .vertical ? formulas(along: dimension, holder: holder) : [],
                climatology: climatology
            ),
            variableName: holder.name,
            attributes: holder.attributes,
            alternates: alternates
        )
    }

    /// The two ends of each cell from the variable that `bounds` or `climatology` names, if it has two numbers for each; the parent's packing
    /// is the bounds' own in practice, so they are read with what they say themselves.
    func bounds(
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
