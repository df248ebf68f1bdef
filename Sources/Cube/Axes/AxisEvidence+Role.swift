internal import CF

extension AxisEvidence {
    /// What an axis of that meaning is to a variable.
    var role: Axis.Role {
        switch meaning {
        case .longitude, .projectionX: .x
        case .latitude, .projectionY: .y
        case .vertical: .vertical
        case .time: .time
        case .referenceTime: .referenceTime
        case .lead: .lead
        case .member: .member
        }
    }
}
