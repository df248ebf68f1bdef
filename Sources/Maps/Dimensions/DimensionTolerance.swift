internal import CF
package import Cube
package import Failures

/// How far from a requested value the nearest step may be that is drawn in its place: `TIME_TOLERANCE` and its like.
///
/// Without one a value means the cell that it lies in.
package struct DimensionTolerance: Sendable, Equatable {
    private enum Reach: Equatable {
        case any
        case time(ISODuration?)
        case number(Double)
    }

    /// As the request has it.
    package let text: String
    private let reach: Reach

    /// No distance is too far.
    private static let any = "any"

    /// A length of time for dates (`PT3H`; `PT0S` or `0` for none), a number of the axis's units for others, or `any`.
    ///
    /// - Throws: `invalid` for other texts.
    package init(_ text: String, of axis: Axis, parameter: String) throws(Failure) {
        self.text = text
        if text.lowercased() == Self.any {
            reach = .any
        } else if axis.times != nil {
            if let length = ISODuration(text) {
                reach = .time(length)
            } else if ["0", "PT0S", "P0D"].contains(text.uppercased()) {
                reach = .time(nil)
            } else {
                throw Self.refusal(text, parameter, "a length of time such as PT3H")
            }
        } else if let number = DecimalNumber.number(text[...]), number >= 0 {
            reach = .number(number)
        } else {
            throw Self.refusal(text, parameter, "a number from 0 on")
        }
    }

    private static func refusal(_ text: String, _ parameter: String, _ kind: String) -> Failure {
        .invalid(parameter: parameter, received: text, expected: "\(kind), or '\(any)'")
    }

    /// Whether a step is near enough to a moment, both in milliseconds.
    func allows(_ step: Int64, for moment: Int64, in calendar: CFCalendar) -> Bool {
        switch reach {
        case .any: return true
        case .time(nil), .number: return step == moment
        case .time(let length?):
            let (early, late) = (min(step, moment), max(step, moment))
            return length.added(to: early, times: 1, in: calendar).map { $0 >= late } ?? true
        }
    }

    /// Whether a position is near enough to a number.
    func allows(_ position: Double, for number: Double) -> Bool {
        switch reach {
        case .any: true
        case .number(let most): abs(position - number) <= most
        case .time: position == number
        }
    }
}
