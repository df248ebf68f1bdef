package import Cube

/// What a request asks of one dimension, in the terms of the cube (OGC 06-042, annexes C and D).
///
/// One value each: lists are refused. An interval of time means its first step inside, else the step whose cell holds
/// its start: clients with a time slider send the frame that they show. A reduced date is such an interval too.
package struct DimensionSelection: Sendable {
    package let dimension: LayerDimension
    package let selector: AxisSelector
    /// True when the request does not name the dimension.
    package let isDefaulted: Bool
    /// True where the requested value holds other steps than the one that is drawn.
    package let isNarrowed: Bool

    /// `text` is what a request says under the name `parameter`; nil where it says nothing.
    ///
    /// - Throws: `invalid` for texts that are no such value.
    package init(_ dimension: LayerDimension, text: String?, parameter: String) throws(Failure) {
        self.dimension = dimension
        guard let text, text != "default" else {
            (selector, isDefaulted, isNarrowed) = (.byDefault, true, false)
            return
        }
        isDefaulted = false
        if let times = dimension.axis.times {
            let selection = try TimeSelection(text, of: dimension.axis, times: times, parameter: parameter)
            (selector, isNarrowed) = (selection.selector, selection.isNarrowed)
            return
        }
        isNarrowed = false
        if let labels = dimension.axis.labels,
            labels.index(of: text) != nil || DecimalNumber.number(text[...]) == nil
        {
            selector = .label(text)
        } else {
            selector = try Self.number(text, dimension.axis, parameter)
        }
    }

    private static func number(_ text: String, _ axis: Axis, _ parameter: String) throws(Failure)
        -> AxisSelector
    {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = ends.first, ends.allSatisfy({ $0 == first }),
            let value = DecimalNumber.number(first)
        else {
            throw .invalid(
                parameter: parameter,
                received: text,
                expected: "one number of \(axis.extentText)"
            )
        }
        return .value(value)
    }

    /// The selectors of a slice.
    package static func selectors(_ selections: [DimensionSelection]) -> [AxisKey: AxisSelector] {
        var selectors: [AxisKey: AxisSelector] = [:]
        for selection in selections { selectors[.name(selection.dimension.axis.name)] = selection.selector }
        return selectors
    }
}
