internal import CF
internal import Cube
internal import Grids
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

    /// - Returns: nil without a method for the time axis, or when its cells are not all of one length, in time or in months.
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
        guard let edges = axis.cells.edges, edges.count >= 2, let calendar = axis.times?.calendar,
            let text = (sameLength(of: edges) ?? sameMonths(of: edges, in: calendar))?.text
        else { return nil }
        let cells = zip(edges, edges.dropFirst())
        let endsAtTheTime = zip(axis.cells.centres, cells).allSatisfy { $0 == max($1.0, $1.1) }
        return endsAtTheTime ? "-" + text : text
    }

    /// The length of all cells.
    private static func sameLength(of edges: [Double]) -> ISODuration? {
        let width = abs(edges[1] - edges[0])
        let isSame = zip(edges, edges.dropFirst()).allSatisfy { abs($1 - $0) == width }
        guard isSame, width >= 1, let milliseconds = Int64(exactly: width.rounded()) else { return nil }
        return ISODuration(milliseconds: milliseconds)
    }

    /// The whole months that each cell is of: they differ in days.
    private static func sameMonths(of edges: [Double], in calendar: CFCalendar) -> ISODuration? {
        let moments = edges.compactMap { Int64(exactly: $0) }
        guard moments.count == edges.count else { return nil }
        let months = (1...12).first {
            ISODuration(months: $0).added(to: moments[0], times: 1, in: calendar) == moments[1]
        }
        guard let duration = months.map({ ISODuration(months: $0) }) else { return nil }
        let isSame = moments.indices.allSatisfy {
            duration.added(to: moments[0], times: $0, in: calendar) == moments[$0]
        }
        return isSame ? duration : nil
    }
}
