package import CF
package import Grids

/// Names an axis by what it is or by its dimension.
///
/// Asking for a time of a variable without a time axis asks nothing.
package enum AxisKey: Sendable, Hashable {
    case role(Axis.Role)
    case name(String)
}

/// Which positions of an axis are wanted.
package enum AxisSelector: Sendable, Equatable {
    case all
    /// The design's default: last time ≤ now, level nearest the surface, first member.
    case byDefault
    /// The cell that contains the value.
    case value(Double)
    /// The cell that contains each of the values; those outside are left out, all outside is an error.
    case values([Double])
    /// Positions between two numbers, both included, in either order; nil is an open end.
    case interval(Double?, Double?)
    /// The cell that contains the instant (for a reduced date such as `2024-03`, its start).
    case instant(TimeText)
    case instants([TimeText])
    /// Positions themselves, inside the axis.
    case positions([IndexRange])
    /// The position that a text names.
    case label(String)
    /// The positions that texts name, in the order of the axis.
    case labels([String])
    /// Positions from the start of the first to the end of the second; nil is an open end.
    case period(TimeText?, TimeText?)
}

extension AxisSelector {
    /// What was requested, as far as one text can say it.
    var words: String {
        switch self {
        case .instant(let text): text.words
        case .period(let start, let end): "\(start?.words ?? "..")/\(end?.words ?? "..")"
        default: "what was asked for"
        }
    }
}

extension [AxisKey: AxisSelector] {
    /// What is asked of one axis: by its name, else by its role; `others` where there is no entry for it.
    func selector(for axis: Axis, others: AxisSelector) -> AxisSelector {
        if let named = self[.name(axis.name)] { return named }
        guard axis.role != .custom else { return others }
        return self[.role(axis.role)] ?? others
    }
}
