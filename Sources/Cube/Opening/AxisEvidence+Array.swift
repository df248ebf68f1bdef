internal import CF

extension AxisEvidence {
    /// The best evidence there is of an array as a coordinate.
    static func of(_ variable: StoredVariable) -> AxisEvidence? {
        of(name: variable.name, attributes: CFAttributes(variable.attributes), isCoordinate: true)
    }
}
