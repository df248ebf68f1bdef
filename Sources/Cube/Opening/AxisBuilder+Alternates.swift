internal import CF
internal import Grids
internal import Zarr

extension AxisBuilder {
    /// The runs and the leads of valid times, where they lie along them (digest: cf.md, sections 3.3 and 15).
    func alternates(along dimension: StoredVariable.Dimension, beside holder: String) throws -> [Axis] {
        var found: [Axis] = []
        for array in arrays.alongOneDimension[dimension.name] ?? [] where array.name != holder {
            let attributes = CFAttributes(array.attributes)
            let evidence = AxisEvidence.of(name: array.name, attributes: attributes, isCoordinate: true)
            guard let role = evidence?.role, role == .lead || role == .referenceTime,
                let values = try reader.values(of: array), values.count == dimension.size
            else { continue }
            let times = role == .referenceTime ? Dates(attributes)?.coordinates(values) : nil
            if role == .referenceTime, times == nil { continue }
            found.append(
                Axis(
                    name: array.name,
                    role: role,
                    cells: times.map { CellAxis($0) }
                        ?? CellAxis(centres: values.doubles, type: CoordinateReader.type(of: array)),
                    times: times,
                    meaning: AxisMeaning(
                        units: attributes.text("units"),
                        standardName: attributes.text("standard_name"),
                        longName: attributes.text("long_name")
                    ),
                    variableName: array.name,
                    attributes: array.attributes
                )
            )
        }
        return found
    }
}
