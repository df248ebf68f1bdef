package import Cube

/// What an axis is in a coverage.
package enum CoverageAxis: Sendable {
    case x, y, z, t
    /// Positions along it are members of the coverage, not an axis of its domain.
    case custom

    /// A time axis without usable dates is a custom dimension of numbers.
    package init(_ axis: Axis) {
        switch axis.role {
        case .x: self = .x
        case .y: self = .y
        case .vertical: self = .z
        case .time where axis.times != nil: self = .t
        default: self = .custom
        }
    }
}
