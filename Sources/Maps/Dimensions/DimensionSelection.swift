internal import CF
package import Cube
package import Failures
internal import Grids

/// What a request asks of one dimension, in the terms of the cube (OGC 06-042, annexes C and D).
///
/// Of several values, a list or an interval, one picture draws the last: the newest time, the largest number. A reduced
/// date means its first step, or where it holds none the cell that it begins in. Items of a list that are beyond the
/// axis are left out, as moments of an interval are that no step has; nobody is promised the nearest, but for who
/// says how far it may be.
package struct DimensionSelection: Sendable {
    /// What is drawn where it is not what was asked for, or not all of it.
    package enum Substitute: Sendable {
        case first, last, nearest
    }

    package let dimension: LayerDimension
    package let selector: AxisSelector
    /// True when the request does not name the dimension.
    package let isDefaulted: Bool
    package let substitute: Substitute?
    /// True where the clock decides which step is meant.
    package let isMoving: Bool
    /// What the request says of it, and under which name.
    private let parameter: String
    private let text: String?
    /// All moments of which steps are meant, in milliseconds; empty where it is an instant, or no date.
    private let periods: [ClosedRange<Int64>]

    /// More items than any client lists; each costs a search of the axis.
    static let maxItems = 200

    /// The items of a list; nil for more than are looked at.
    static func items(_ text: String) -> [Substring]? {
        let items = text.split(separator: ",", maxSplits: maxItems, omittingEmptySubsequences: false)
        return items.count <= maxItems ? items : nil
    }

    /// `text` is what a request says under the name `parameter`, nil where it says nothing; `quantity` is what numbers are
    /// where they are none of the axis's own.
    ///
    /// - Throws: `invalid` for texts that are no such value.
    package init(
        _ dimension: LayerDimension,
        text: String?,
        parameter: String,
        quantity: VerticalQuantity? = nil,
        tolerance: DimensionTolerance? = nil
    ) throws(Failure) {
        self.dimension = dimension
        (self.parameter, self.text) = (parameter, text)
        guard let text, text != "default" else {
            (selector, isDefaulted, isMoving, substitute, periods) = (.byDefault, true, true, nil, [])
            return
        }
        isDefaulted = false
        let axis = dimension.axis
        if let times = axis.times {
            let selection = try TimeSelection(
                text,
                of: axis,
                times: times,
                parameter: parameter,
                tolerance: tolerance
            )
            (selector, substitute, periods) = (selection.selector, selection.substitute, selection.periods)
            isMoving = text.contains("current")
            return
        }
        (periods, isMoving) = ([], false)
        if let label = Self.label(text, on: axis) {
            (selector, substitute) = (.label(label), label == text ? nil : .last)
        } else if let quantity {
            // How far heights reach differs from place to place.
            selector = try Self.number(text, parameter, expected: "one number, a \(quantity.rawValue)")
            substitute = nil
        } else {
            let selection = try PositionSelection(
                text,
                of: axis,
                parameter: parameter,
                expected:
                    "a number, 'least/largest', 'least/largest/step', or at most \(Self.maxItems) of them, "
                    + "of \(axis.extentText)",
                tolerance: tolerance
            )
            (selector, substitute) = (selection.selector, selection.substitute)
        }
    }

    /// A label, of several in a list the last on the axis; nil for what is to be read as numbers.
    private static func label(_ text: String, on axis: Axis) -> String? {
        guard let labels = axis.labels else { return nil }
        if labels.index(of: text) != nil { return text }
        if let items = items(text), items.count > 1 {
            let found = items.compactMap { item in
                labels.index(of: String(item)).map { (index: $0, text: String(item)) }
            }
            if found.count == items.count { return found.max { $0.index < $1.index }?.text }
        }
        return DecimalNumber.number(text[...]) == nil ? text : nil
    }

    private static func number(_ text: String, _ parameter: String, expected: String) throws(Failure)
        -> AxisSelector
    {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = ends.first, ends.allSatisfy({ $0 == first }),
            let value = DecimalNumber.number(first)
        else {
            throw .invalid(parameter: parameter, received: text, expected: expected)
        }
        return .value(value)
    }

    /// - Throws: `invalid` where a date, and the index that selects among dates that repeat, mean different steps.
    package static func checkAgreement(_ selections: [DimensionSelection]) throws(Failure) {
        for dates in selections {
            guard let axis = dates.dimension.axis.positionAxis,
                let position = selections.first(where: { $0.dimension.axis === axis }),
                position.selector != .byDefault, dates.selector != .byDefault
            else { continue }
            guard let index = try axis.indices(position.selector).first?.start,
                !(try dates.holds(index))
            else { continue }
            throw .invalid(
                parameter: position.parameter,
                received: position.text ?? "",
                expected:
                    "a step of \(dates.parameter)='\((dates.text ?? "").prefix(80))', or one of the two alone"
            )
        }
    }

    /// Whether a step of dates is among those that are meant.
    private func holds(_ index: Int) throws(Failure) -> Bool {
        if let times = dimension.axis.times, times.milliseconds.indices.contains(index),
            periods.contains(where: { $0.contains(times.milliseconds[index]) })
        {
            return true
        }
        return try dimension.axis.indices(selector).contains { range in
            (0..<range.count).contains { range[$0] == index }
        }
    }

    /// The selectors of a slice.
    package static func selectors(_ selections: [DimensionSelection]) -> [AxisKey: AxisSelector] {
        var selectors: [AxisKey: AxisSelector] = [:]
        for selection in selections { selectors[.name(selection.dimension.axis.name)] = selection.selector }
        return selectors
    }
}
