package import Cube

/// An axis along which maps of a variable differ, with the name by which services of pictures know it.
package struct LayerDimension: Sendable {
    package let axis: Axis
    /// `time`, `elevation`, `reference_time`, or the axis's own name.
    package let name: String

    /// The dimensions of a variable: all axes but those of its cells; those of one role after the first under their own names.
    package static func all(of variable: Variable) -> [LayerDimension] {
        var taken: Set<String> = []
        let valid = variable.forecast.map { [$0.axis] } ?? []
        let own = variable.otherAxes
        return (valid + own + own.compactMap(\.positionAxis)).map { axis in
            let special = specialName(of: axis)
            let name = special.flatMap { taken.contains($0) ? nil : $0 } ?? ownName(of: axis)
            taken.insert(name)
            return LayerDimension(axis: axis, name: name)
        }
    }

    /// Times without dates are no `time`, whose values are written in ISO 8601 (OGC 06-042, annex D).
    private static func specialName(of axis: Axis) -> String? {
        switch axis.role {
        case .time where axis.times != nil: "time"
        case .vertical: "elevation"
        case .referenceTime: "reference_time"
        default: nil
        }
    }

    /// The names that services keep for themselves belong to those axes alone.
    private static func ownName(of axis: Axis) -> String {
        let name = axis.name.lowercased()
        return name == "time" || name == "elevation" ? "dimension_\(name)" : axis.name
    }
}
