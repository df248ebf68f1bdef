internal import CF
internal import Failures
internal import Grids

/// How a selector met an axis.
package struct AxisMatch: Sendable {
    package enum Manner: Sendable {
        /// The requested value is the position's own.
        case exact
        /// The requested value lies in the position's cell.
        case nearest
        /// Nothing was asked: the default.
        case byDefault
    }

    package let axis: Axis
    package let index: Int
    package let manner: Manner

    init(axis: Axis, index: Int, manner: Manner) {
        self.axis = axis
        self.index = index
        self.manner = manner
    }
}

extension Axis {
    /// The indices by which steps are selected whose dates repeat; nil where each has its own.
    package var positionAxis: Axis? {
        alternates.first { $0.cells.centres.isComputed && $0.name == Self.positionName(of: name) }
    }

    /// The one position that a selector means, and how well it fits.
    func match(_ selector: AxisSelector) throws(Failure) -> AxisMatch {
        let index = try indices(selector)[0].start
        return AxisMatch(axis: self, index: index, manner: manner(selector, index))
    }

    func manner(_ selector: AxisSelector, _ index: Int) -> AxisMatch.Manner {
        switch selector {
        case .byDefault: .byDefault
        case .value(let value): cells.isNumber(value, at: index) ? .exact : .nearest
        case .instant(let text): covers(text, index) ? .exact : .nearest
        default: .exact
        }
    }

    /// Whether a step lies inside what a date names: the instant itself, or the day, month or year.
    private func covers(_ text: TimeText, _ index: Int) -> Bool {
        guard let times, let start = text.start(in: times.calendar), let end = text.end(in: times.calendar)
        else {
            return false
        }
        return (start...end).contains(times.milliseconds[index])
    }
}
