internal import CF

/// What levels are asked by, beside their own numbers.
package enum VerticalQuantity: String, Sendable, AskedWord {
    /// Above the datum, positive up.
    case height
    /// Below it: the height with the other sign.
    case depth
    case pressure

    var positive: Axis.VerticalDirection { self == .height ? .up : .down }

    /// Where nothing tells them.
    var defaultUnits: String { self == .pressure ? "Pa" : "m" }
}

extension Axis {
    /// What the numbers of a vertical axis are by themselves; nil for levels that are only numbered, and for
    /// heights and depths of which nothing tells which they are.
    var quantity: VerticalQuantity? {
        // Numbers of a parametric axis are nominal, whatever their units are.
        guard meaning.formula == nil, hasCoordinates else { return nil }
        if AxisEvidence.isPressure(units: units) { return .pressure }
        let name = (standardName ?? self.name).lowercased()
        if name.contains("depth"), isLength { return .depth }
        if isLength, let positive { return positive == .up ? .height : .depth }
        return isLength && (name.contains("height") || name.contains("altitude")) ? .height : nil
    }

    private var isLength: Bool {
        guard let units, let cleaned = UnitText.cleaned(units, isTemperature: false) else { return false }
        return UnitSystem.conversion(from: cleaned, to: "m").map { $0.offset == 0 } ?? false
    }
}
