internal import Cube

/// An axis as WMS sees it: the name of its dimension and the parameter that selects along it.
struct LayerDimension: Sendable {
    let axis: Axis
    /// `time`, `elevation`, `reference_time`, or the axis's own name.
    let name: String
    let units: String
    let unitSymbol: String?

    /// `TIME`, `ELEVATION` or `DIM_<NAME>` (OGC 06-042, annex C.4).
    var parameter: String {
        switch name {
        case "time", "elevation": name.uppercased()
        default: "DIM_" + name.uppercased()
        }
    }

    /// The dimensions of a variable: all axes but x and y, those of one role after the first under their own names.
    static func all(of variable: Variable) -> [LayerDimension] {
        var taken: Set<String> = []
        let valid = variable.forecast.map { [$0.axis] } ?? []
        let own = variable.axes.filter { $0.role != .x && $0.role != .y }
        return (valid + own + own.compactMap(\.positionAxis)).map { axis in
            let special = specialName(of: axis)
            let name = special.flatMap { taken.contains($0) ? nil : $0 } ?? ownName(of: axis)
            taken.insert(name)
            return LayerDimension(axis, name: name)
        }
    }

    /// Times without dates are no `time`, whose values WMS wants in ISO 8601 (OGC 06-042, annex D).
    private static func specialName(of axis: Axis) -> String? {
        switch axis.role {
        case .time where axis.times != nil: "time"
        case .vertical: "elevation"
        case .referenceTime: "reference_time"
        default: nil
        }
    }

    /// The names of WMS belong to those axes alone.
    private static func ownName(of axis: Axis) -> String {
        let name = axis.name.lowercased()
        return name == "time" || name == "elevation" ? "dimension_\(name)" : axis.name
    }

    private init(_ axis: Axis, name: String) {
        self.axis = axis
        self.name = name
        if axis.times != nil {
            (units, unitSymbol) = ("ISO8601", nil)
        } else if axis.role == .vertical, axis.positive == .up, axis.units == "m" {
            (units, unitSymbol) = ("CRS:88", "m")
        } else {
            // Labels have no units (OGC 06-042, annex C.2: an empty text).
            (units, unitSymbol) = axis.labels == nil ? (axis.units ?? "", axis.units) : ("", nil)
        }
    }

    /// A value with its units as the Warning header writes it: `time=2024-01-01T00:00:00Z ISO8601`.
    func statement(at index: Int) -> String {
        let units = unitSymbol ?? units
        return "\(name)=\(axis.description(at: index))" + (units.isEmpty ? "" : " \(units)")
    }
}
