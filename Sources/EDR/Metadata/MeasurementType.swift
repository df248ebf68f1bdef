internal import Cube
internal import JSON

/// How values stand for their time (OGC 19-086r9, annex C), from `cell_methods` (CF 1.11, section 7.3).
struct MeasurementType: Equatable {
    let method: String
    /// ISO 8601; negative when the period ends at the time that names it.
    let duration: String

    /// CF's methods and EDR's words for them.
    private static let methods = [
        "point": "instantaneous", "mean": "mean", "maximum": "maximum", "minimum": "minimum", "sum": "sum",
        "median": "median", "mode": "mode", "mid_range": "mid_range", "range": "range",
        "root_mean_square": "root_mean_square", "standard_deviation": "standard_deviation",
    ]

    /// - Returns: nil without a method for the time axis, or when its cells are not all of one length.
    init?(of variable: Variable) {
        guard let (axis, _) = variable.axis(.time), axis.times != nil,
            let text = variable.stored.attributes["cell_methods"]?.stringValue,
            let method = Self.method(in: text, axis: axis.name), let word = Self.methods[method]
        else { return nil }
        self.method = word
        if method == "point" {
            duration = "PT0S"
            return
        }
        guard let duration = Self.duration(of: axis) else { return nil }
        self.duration = duration
    }

    var json: JSONValue { ["method": JSONValue(method), "duration": JSONValue(duration)] }

    /// The last method along the time axis, by that name or its own: what the values are of.
    static func method(in text: String, axis: String) -> String? {
        CellMethods(text).last(along: ["time", axis])?.method
    }

    private static func duration(of axis: Axis) -> String? {
        if let span = axis.meaning.climatology?.span, let calendar = axis.times?.calendar {
            let ends = [span.start, span.end].map { TimeText.text(milliseconds: $0, calendar: calendar) }
            return ends.joined(separator: "/")
        }
        guard let edges = axis.cells.edges, let centre = axis.cells.centres.first, edges.count >= 2 else {
            return nil
        }
        let width = abs(edges[1] - edges[0])
        let last = abs(edges[edges.count - 1] - edges[edges.count - 2])
        guard width == last, width >= 1, let milliseconds = Int64(exactly: width.rounded()) else {
            return nil
        }
        let text = ISODuration(milliseconds: milliseconds).text
        return centre == max(edges[0], edges[1]) ? "-" + text : text
    }
}
