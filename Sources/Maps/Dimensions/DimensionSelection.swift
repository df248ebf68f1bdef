internal import CF
package import Cube
package import Failures
internal import Grids

/// What a request asks of one dimension, in the terms of the cube (OGC 06-042, annexes C and D).
///
/// One value each: lists are refused. An interval of time means its first step, as clients with a time slider send the
/// frame that they show, and none where it holds no step: nobody is promised the nearest. A reduced date is an interval
/// too; one that holds no step means the cell that it begins in.
package struct DimensionSelection: Sendable {
    package let dimension: LayerDimension
    package let selector: AxisSelector
    /// True when the request does not name the dimension.
    package let isDefaulted: Bool
    /// True where the requested value holds other steps than the one that is drawn.
    package let isNarrowed: Bool
    /// What the request says of it, and under which name.
    private let parameter: String
    private let text: String?
    /// All moments of which steps are meant, in milliseconds; nil where it is no date.
    private let period: ClosedRange<Int64>?

    /// `text` is what a request says under the name `parameter`, nil where it says nothing; `quantity` is what numbers are
    /// where they are none of the axis's own.
    ///
    /// - Throws: `invalid` for texts that are no such value.
    package init(
        _ dimension: LayerDimension,
        text: String?,
        parameter: String,
        quantity: VerticalQuantity? = nil
    ) throws(Failure) {
        self.dimension = dimension
        (self.parameter, self.text) = (parameter, text)
        guard let text, text != "default" else {
            (selector, isDefaulted, isNarrowed, period) = (.byDefault, true, false, nil)
            return
        }
        isDefaulted = false
        if let times = dimension.axis.times {
            let selection = try TimeSelection(text, of: dimension.axis, times: times, parameter: parameter)
            (selector, isNarrowed, period) = (selection.selector, selection.isNarrowed, selection.period)
            return
        }
        (isNarrowed, period) = (false, nil)
        if let labels = dimension.axis.labels,
            labels.index(of: text) != nil || DecimalNumber.number(text[...]) == nil
        {
            selector = .label(text)
        } else {
            // How far heights reach differs from place to place.
            let expected = quantity.map { "one number, a \($0.rawValue)" }
            selector = try Self.number(
                text,
                parameter,
                expected: expected ?? "one number of \(dimension.axis.extentText)"
            )
        }
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
        if let period, let times = dimension.axis.times, times.milliseconds.indices.contains(index),
            period.contains(times.milliseconds[index])
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
