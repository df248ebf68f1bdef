internal import Cube
internal import Failures
internal import Maps

/// Dimensions as WMS writes them (OGC 06-042, annex C).
extension LayerDimension {
    /// The parameter that selects along it: `TIME`, `ELEVATION` or `DIM_<NAME>` (annex C.4).
    var parameter: String {
        switch name {
        case "time", "elevation": name.uppercased()
        default: "DIM_" + name.uppercased()
        }
    }

    /// How far from a value the step may be that is drawn, by `TIME_TOLERANCE` and its like; another dimension of that
    /// name comes first.
    ///
    /// - Throws: `invalid` for other texts than lengths.
    func tolerance(_ parameters: WMSParameters, besides others: [LayerDimension]) throws(Failure)
        -> DimensionTolerance?
    {
        let name = parameter + Self.toleranceSuffix
        guard let text = parameters[name], axis.labels == nil,
            !others.contains(where: { $0.parameter == name })
        else { return nil }
        return try DimensionTolerance(text, of: axis, parameter: name)
    }

    static let toleranceSuffix = "_TOLERANCE"

    var units: String { unitsAndSymbol.units }
    var unitSymbol: String? { unitsAndSymbol.symbol }

    private var unitsAndSymbol: (units: String, symbol: String?) {
        if axis.times != nil { return ("ISO8601", nil) }
        if axis.role == .vertical, axis.positive == .up, axis.units == "m" { return ("CRS:88", "m") }
        // Labels have no units (annex C.2: an empty text).
        return axis.labels == nil ? (axis.units ?? "", axis.units) : ("", nil)
    }

    /// A value with its units as the Warning header writes it: `time=2024-01-01T00:00:00Z ISO8601`.
    func statement(at index: Int) -> String {
        let units = unitSymbol ?? units
        return "\(name)=\(axis.description(at: index))" + (units.isEmpty ? "" : " \(units)")
    }
}
