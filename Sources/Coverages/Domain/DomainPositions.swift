internal import CF
package import Cube
internal import Grids

/// Some positions of an axis, in the order of the answer.
package struct DomainPositions: Sendable {
    package let axis: Axis
    package internal(set) var indices: [Int]
}

extension DomainPositions: Equatable {
    /// Equal where an answer would write the same of both: values, and all that is told of what they mean.
    package static func == (left: DomainPositions, right: DomainPositions) -> Bool {
        if left.axis === right.axis { return left.indices == right.indices }
        guard left.axis.role == right.axis.role, left.axis.meaning == right.axis.meaning,
            left.indices.count == right.indices.count, left.isNamedLike(right)
        else { return false }
        return left.hasValues(of: right)
    }

    /// Times have no name in an answer, levels have one where nothing else is told of them.
    private func isNamedLike(_ other: DomainPositions) -> Bool {
        switch CoverageAxis(axis) {
        case .t: true
        case .z where axis.longName != nil || axis.standardName != nil: true
        default: axis.name == other.axis.name
        }
    }

    private func hasValues(of other: DomainPositions) -> Bool {
        let pairs = zip(indices, other.indices)
        switch (axis.times, other.axis.times) {
        case (let times?, let others?):
            return times.calendar == others.calendar
                && pairs.allSatisfy { times.milliseconds[$0] == others.milliseconds[$1] }
        case (nil, nil): break
        default: return false
        }
        if axis.labels != nil || other.axis.labels != nil {
            return pairs.allSatisfy { axis.text(at: $0) == other.axis.text(at: $1) }
        }
        return pairs.allSatisfy { axis.cells.centres[$0] == other.axis.cells.centres[$1] }
    }
}
