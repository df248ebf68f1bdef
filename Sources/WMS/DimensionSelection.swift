internal import Cube

/// What a request asks of one dimension, in the terms of the cube (OGC 06-042, annexes C and D).
///
/// One value each: lists are refused. An interval of time means its first step inside, else the step whose cell holds
/// its start: clients with a time slider send the frame that they show. A reduced date is such an interval too.
struct DimensionSelection: Sendable {
    let dimension: LayerDimension
    let selector: AxisSelector
    /// True when the request does not name the dimension.
    let isDefaulted: Bool
    /// True where what was asked for holds other steps than the one that is drawn.
    let isNarrowed: Bool

    init(_ dimension: LayerDimension, parameters: WMSParameters) throws(WMSError) {
        self.dimension = dimension
        guard let text = parameters[dimension.parameter], text != "default" else {
            (selector, isDefaulted, isNarrowed) = (.byDefault, true, false)
            return
        }
        isDefaulted = false
        if let times = dimension.axis.times {
            let selection = try TimeSelection(text, dimension: dimension, times: times)
            (selector, isNarrowed) = (selection.selector, selection.isNarrowed)
            return
        }
        isNarrowed = false
        if let labels = dimension.axis.labels,
            labels.index(of: text) != nil || WMSParameters.number(text[...]) == nil
        {
            selector = .label(text)
        } else {
            selector = try Self.number(text, dimension)
        }
    }

    private static func number(_ text: String, _ dimension: LayerDimension) throws(WMSError) -> AxisSelector {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = ends.first, ends.allSatisfy({ $0 == first }),
            let value = WMSParameters.number(first)
        else {
            throw refusal(text, dimension, expected: "one number of \(dimension.axis.extentText)")
        }
        return .value(value)
    }

    static func refusal(_ text: String, _ dimension: LayerDimension, expected: String) -> WMSError {
        WMSError(
            .invalidDimensionValue,
            "\(dimension.parameter)='\(text.prefix(80))' is not understood: expected \(expected)."
        )
    }
}
