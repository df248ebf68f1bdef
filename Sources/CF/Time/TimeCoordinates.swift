/// The dates of a time axis: exact milliseconds since 1970-01-01 in the axis's own calendar.
package struct TimeCoordinates: Sendable {
    /// Stands where a step has no date, as in an axis that was made longer than it is filled.
    package static let missing = Int64.min

    package let calendar: CFCalendar
    /// `missing` where a step has no date.
    package let milliseconds: [Int64]

    package init(calendar: CFCalendar, milliseconds: [Int64]) {
        self.calendar = calendar
        self.milliseconds = milliseconds
    }

    /// The dates that there are, in the axis's order.
    package var known: [Int64] { hasMissing ? milliseconds.filter { $0 != Self.missing } : milliseconds }

    package var hasMissing: Bool { milliseconds.contains(Self.missing) }

    /// The positions of an axis: numbers, and NaN where there is no date.
    package var positions: [Double] { milliseconds.map { $0 == Self.missing ? .nan : Double($0) } }

    /// `2024-03-01T06:00:00Z`, empty where there is no date; with `.fff` only where there are milliseconds.
    package func text(at index: Int) -> String {
        guard milliseconds.indices.contains(index), milliseconds[index] != Self.missing else { return "" }
        return TimeText.text(milliseconds: milliseconds[index], calendar: calendar)
    }
}
