package import Cube

/// What levels are.
package struct VerticalReference: Sendable, Equatable {
    package let name: String
    /// Where greater numbers lie: `up` or `down`.
    package let direction: String
    package let units: String
    /// What a parametric axis is computed by, in the words of CF: its values are given as they are.
    package let formula: String?

    package init(_ axis: Axis) {
        name = axis.longName ?? axis.standardName ?? axis.name
        direction =
            axis.positive?.rawValue ?? (Self.pressureUnits[axis.units ?? ""] == nil ? "up" : "down")
        units = axis.units ?? "1"
        formula = axis.meaning.formula.map { "\($0.name) with formula_terms \($0.text)" }
    }

    /// Units of pressure, in pascals.
    package static let pressureUnits: [String: Double] = [
        "Pa": 1, "hPa": 100, "mbar": 100, "mb": 100, "millibar": 100, "millibars": 100, "kPa": 1000,
        "dbar": 10_000,
        "bar": 100_000,
    ]
}
