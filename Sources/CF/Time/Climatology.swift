/// The spans of time that the steps of a climatology stand for (CF 1.11, section 7.4).
///
/// The Januaries of 1961 to 1990 are one step with one coordinate; its interval runs from the beginning of the first to
/// the end of the last, and `cell_methods` says `within years` and `over years`. Intervals overlap, so a time is
/// looked up by the coordinates alone.
package struct Climatology: Sendable, Equatable {
    package struct Interval: Sendable, Equatable {
        /// Milliseconds since 1970 in the axis's calendar.
        package let start: Int64
        package let end: Int64
    }

    /// One for each step.
    package let intervals: [Interval]

    /// The intervals as cells of their axis, where they do not overlap: a mean day of one year has its place in it.
    package var cells: [(Double, Double)]? {
        let sorted = intervals.sorted { $0.start < $1.start }
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.end <= $1.start }) else { return nil }
        return intervals.map { (Double($0.start), Double($0.end)) }
    }

    package init(intervals: [Interval]) {
        self.intervals = intervals
    }

    /// Ends as milliseconds; nil where one is before its beginning.
    package init?(_ bounds: [(Double, Double)]) {
        guard bounds.allSatisfy({ $0.0 <= $0.1 && abs($0.0) < 1e18 && abs($0.1) < 1e18 }) else { return nil }
        self.init(intervals: bounds.map { Interval(start: Int64($0.0), end: Int64($0.1)) })
    }

    /// From the beginning of the first interval to the end of the last.
    package var span: Interval? {
        guard let start = intervals.map(\.start).min(), let end = intervals.map(\.end).max() else {
            return nil
        }
        return Interval(start: start, end: end)
    }
}
